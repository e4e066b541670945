using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Worker.Scan;

/// <summary>Listens for a while, and writes a line for each device that was heard, the nearest first.</summary>
internal static class ScanRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <exception cref="CommandException">Bluetooth cannot be used.</exception>
    public static async Task<int> Run(AirChoice air, TimeSpan length, TextWriter says, CancellationToken cancel)
    {
        await using var bluetooth = AirSensor.Open(air.Adapter);
        if (await StateOf(bluetooth) is not BluetoothState.On and var state)
        {
            throw new CommandException(ExitCode.Failed, Advice(state));
        }

        var heard = new ConcurrentDictionary<string, Advertisement>();
        using (bluetooth.Search([]).Subscribe(one => heard[one.Id] = one, _ => { }))
        {
            await Task.Delay(length, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        foreach (var line in Table([.. heard.Values], SensorPin.Read(air.Folder)))
        {
            says.WriteLine(line);
        }

        return ExitCode.Done;
    }

    /// <summary>What Bluetooth can do, once that is known; what it says last if it is not ready within a few seconds.</summary>
    public static async Task<BluetoothState> StateOf(IBluetooth bluetooth)
    {
        using var enough = new CancellationTokenSource(Patience);
        var last = BluetoothState.NoService;
        try
        {
            return await bluetooth.State.Do(state => last = state).FirstAsync(state => state == BluetoothState.On).ToTask(enough.Token);
        }
        catch (OperationCanceledException)
        {
            return last;
        }
    }

    /// <summary>What to do about Bluetooth that is not ready.</summary>
    public static string Advice(BluetoothState state) => state switch
    {
        BluetoothState.NoService => "nothing answers for Bluetooth: apt install bluez, then systemctl enable --now bluetooth; if it runs, see that this user may use the system bus",
        BluetoothState.NoAdapter => "there is no Bluetooth adapter: plug one in, or see 'rfkill list' if there is one",
        _ => "Bluetooth is switched off: bluetoothctl power on, and if that is refused rfkill unblock bluetooth",
    };

    /// <summary>A head, and a line for each.</summary>
    /// <param name="heard">Each device once.</param>
    /// <param name="pinned">The patient's sensor; null for none.</param>
    public static IEnumerable<string> Table(IReadOnlyCollection<Advertisement> heard, SensorIdentity? pinned)
    {
        if (pinned is not null && !heard.Any(IsPinned))
        {
            yield return $"The patient's sensor, {pinned}, was not heard.";
        }

        if (heard.Count == 0)
        {
            yield return "Nothing was heard. Is the sensor charged, switched on, and not connected with another machine?";
            yield break;
        }

        yield return Row("ID", "dBm", "NAME", "SENSOR");
        foreach (var one in heard.OrderByDescending(one => one.Rssi ?? int.MinValue))
        {
            yield return Row(
                one.Id,
                one.Rssi?.ToString(CultureInfo.InvariantCulture) ?? "?",
                string.Concat((one.Name ?? "").Where(letter => !char.IsControl(letter))),
                (SensorSearch.ModelOf(one)?.Name ?? "not one that this program knows") + (IsPinned(one) ? ", the patient's" : ""));
        }

        bool IsPinned(Advertisement one) => string.Equals(one.Id, pinned?.Address, StringComparison.OrdinalIgnoreCase);
    }

    private static string Row(string id, string strength, string name, string sensor) => $"{id,-17}  {strength,4}  {name,-24}  {sensor}";
}
