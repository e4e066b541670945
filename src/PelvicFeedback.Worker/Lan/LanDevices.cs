using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Worker.Lan;

/// <summary>A device that was let in.</summary>
/// <param name="Id">Names it on this machine's page; opens nothing.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="KeyHash">SHA-256 of its key, hexadecimal. The key itself is on the device alone.</param>
/// <param name="Joined">When.</param>
internal sealed record LanDevice(string Id, string Name, string KeyHash, DateTimeOffset Joined);

/// <summary>The devices that were let in, kept in a file of its own until each is shown the door. For any thread.</summary>
internal sealed class LanDevices : IDisposable
{
    /// <summary>More screens than a home has.</summary>
    public const int Most = 16;

    /// <summary>Letters of a name at most.</summary>
    public const int LongestName = 40;

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly TimeProvider _clock;
    private readonly List<(LanDevice Device, CancellationTokenSource Revoked)> _devices;

    /// <param name="folder">For its owner alone; must be there.</param>
    /// <param name="clock">For when one joined.</param>
    /// <param name="says">Told when what was kept cannot be read: then every device has to be paired again.</param>
    public LanDevices(string folder, TimeProvider clock, Action<string> says)
    {
        (_file, _clock) = (Path.Combine(folder, "devices.json"), clock);
        _devices = [.. Read(_file, says).Select(device => (device, new CancellationTokenSource()))];
    }

    /// <summary>Those that are in, the newest last.</summary>
    public IReadOnlyList<LanDevice> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _devices.Select(one => one.Device)];
            }
        }
    }

    /// <summary>Lets one in.</summary>
    /// <param name="name">What it calls itself; cut to what a line holds.</param>
    /// <returns>Its key: 256 random bits, 64 hexadecimal digits. Null when there are too many already.</returns>
    public string? Add(string name)
    {
        var key = RandomNumberGenerator.GetHexString(64, lowercase: true);
        lock (_gate)
        {
            if (_devices.Count >= Most)
            {
                return null;
            }

            _devices.Add((new(RandomNumberGenerator.GetHexString(16, lowercase: true), Tidy(name), Hash(key), _clock.GetUtcNow()), new()));
            Write();
        }

        return key;
    }

    /// <summary>Whose key that is, with what tells that it is no longer welcome; null for nobody's.</summary>
    public (LanDevice Device, CancellationToken Revoked)? Of(string? key)
    {
        if (key is null)
        {
            return null;
        }

        var hash = Hash(key);
        lock (_gate)
        {
            return _devices.Find(one => one.Device.KeyHash == hash) is { Device: { } device } found ? (device, found.Revoked.Token) : null;
        }
    }

    /// <summary>Shows one the door: its key opens nothing any more, and what it has open ends.</summary>
    /// <returns>False when there is none of that name.</returns>
    public bool Revoke(string id)
    {
        CancellationTokenSource revoked;
        lock (_gate)
        {
            var at = _devices.FindIndex(one => one.Device.Id == id);
            if (at < 0)
            {
                return false;
            }

            revoked = _devices[at].Revoked;
            _devices.RemoveAt(at);
        }

        // First what is open, then what is kept: a full disk lets nobody stay.
        revoked.Cancel();
        lock (_gate)
        {
            Write();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _devices.ForEach(one => one.Revoked.Dispose());
            _devices.Clear();
        }
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    // What a stranger calls himself is shown on this machine's page.
    private static string Tidy(string name)
    {
        var plain = string.Concat(name.EnumerateRunes().Where(letter => !Rune.IsControl(letter) && Rune.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.Format).Take(LongestName)).Trim();
        return plain.Length > 0 ? plain : "?";
    }

    private static LanDevice[] Read(string file, Action<string> says)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<LanDevice[]>(File.ReadAllText(file), JsonSerializerOptions.Web) ?? [] : [];
        }
        catch (JsonException broken)
        {
            says($"{file}: cannot be read ({broken.Message}): other devices have to be paired again");
            return [];
        }
    }

    private void Write() => BrokerFolder.Write(_file, JsonSerializer.Serialize(_devices.Select(one => one.Device), JsonSerializerOptions.Web));
}
