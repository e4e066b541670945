using System.Collections.Immutable;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>
/// What BlueZ says there is: adapters, devices, their services and characteristics, as it stood at one moment. A value: every change
/// makes a new one.
/// </summary>
internal sealed record BluezTree
{
    /// <summary>BlueZ does not run.</summary>
    public static BluezTree Absent { get; } = new();

    /// <summary>BlueZ runs, and nothing is known of it yet.</summary>
    public static BluezTree Empty { get; } = new() { IsThere = true };

    private static readonly string[] Known =
        [BluezNames.Adapter, BluezNames.Device, BluezNames.GattCharacteristic, BluezNames.Battery];

    /// <summary>Whether BlueZ runs.</summary>
    public bool IsThere { get; private init; }

    /// <summary>What can be done at the moment.</summary>
    public BluetoothState State =>
        !IsThere ? BluetoothState.NoService
        : Adapter is not { } adapter ? BluetoothState.NoAdapter
        : adapter.Flag("Powered") ? BluetoothState.On : BluetoothState.Off;

    /// <summary>The first adapter by its path; null for none.</summary>
    public BluezObject? Adapter => Objects.Values.Where(one => one.Interface == BluezNames.Adapter).MinBy(one => one.Path, StringComparer.Ordinal);

    // By path and interface.
    private ImmutableDictionary<(string Path, string Interface), BluezObject> Objects { get; init; } =
        ImmutableDictionary<(string, string), BluezObject>.Empty;

    /// <summary>With an object that appeared, or is told of again.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="interfaces">The properties of each of its interfaces; those of no interest are left out.</param>
    public BluezTree With(string path, IReadOnlyDictionary<string, object> interfaces)
    {
        var objects = Objects;
        foreach (var (name, properties) in interfaces)
        {
            if (Known.Contains(name) && properties is Dictionary<string, object> table)
            {
                objects = objects.SetItem((path, name), new(path, name, table.ToImmutableDictionary()));
            }
        }

        return this with { Objects = objects };
    }

    /// <summary>Without an object's interfaces.</summary>
    public BluezTree Without(string path, IEnumerable<string> interfaces) =>
        this with { Objects = Objects.RemoveRange(interfaces.Select(name => (path, name))) };

    /// <summary>With properties that changed.</summary>
    public BluezTree With(string path, string ownerInterface, IReadOnlyDictionary<string, object> changed, IEnumerable<string> gone) =>
        Objects.GetValueOrDefault((path, ownerInterface)) is not { } known ? this
        : this with { Objects = Objects.SetItem((path, ownerInterface), known with { Properties = known.Properties.SetItems(changed).RemoveRange(gone) }) };

    /// <summary>An object's interface; null where there is none.</summary>
    public BluezObject? Find(string path, string ownerInterface) => Objects.GetValueOrDefault((path, ownerInterface));

    /// <summary>The device of the present adapter that has that address; null for none.</summary>
    public BluezObject? Device(string address) => Adapter is not { } adapter ? null : Objects.Values.FirstOrDefault(one =>
        one.Interface == BluezNames.Device && one.IsUnder(adapter.Path) && string.Equals(one.Text("Address"), address, StringComparison.OrdinalIgnoreCase));

    /// <summary>The devices of an adapter that are connected.</summary>
    public IEnumerable<BluezObject> Connected(string adapter) => Objects.Values.Where(one =>
        one.Interface == BluezNames.Device && one.IsUnder(adapter) && one.IsConnected && one.Text("Address") is not null);

    /// <summary>A characteristic of a device; null where it has none such.</summary>
    public BluezObject? Characteristic(string device, GattUuid characteristic) => Objects.Values.FirstOrDefault(one =>
        one.Interface == BluezNames.GattCharacteristic && one.IsUnder(device) && one.Id == characteristic);
}

/// <summary>One interface of one of BlueZ's objects.</summary>
/// <param name="Path">The object.</param>
/// <param name="Interface">The interface.</param>
/// <param name="Properties">What is known of it.</param>
internal sealed record BluezObject(string Path, string Interface, ImmutableDictionary<string, object> Properties)
{
    /// <summary>Its UUID; null for none.</summary>
    public GattUuid? Id => GattUuid.TryParse(Text("UUID"), out var id) ? id : null;

    /// <summary>A text; null where there is none.</summary>
    public string? Text(string name) => Properties.GetValueOrDefault(name) as string;

    /// <summary>A yes or no; no where there is none.</summary>
    public bool Flag(string name) => Properties.GetValueOrDefault(name) is true;

    /// <summary>
    /// Whether a device is connected. BlueZ 5.66 does not always say so of a connection that this side began; that the services are known, it does.
    /// </summary>
    public bool IsConnected => Flag("Connected") || Flag("ServicesResolved");

    /// <summary>A number; null where there is none.</summary>
    public int? Number(string name) => Properties.GetValueOrDefault(name) switch
    {
        byte number => number,
        short number => number,
        ushort number => number,
        int number => number,
        _ => null,
    };

    /// <summary>Every text of a list.</summary>
    public IEnumerable<string> Texts(string name) => (Properties.GetValueOrDefault(name) as List<object>)?.OfType<string>() ?? [];

    /// <summary>Whether it belongs to the object at that path.</summary>
    public bool IsUnder(string path) => Path.StartsWith(path + "/", StringComparison.Ordinal);
}
