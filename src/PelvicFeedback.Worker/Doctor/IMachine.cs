using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Doctor;

/// <summary>What <c>doctor</c> asks a machine. Nothing here changes it or throws.</summary>
internal interface IMachine
{
    /// <summary>Whether Debian's names for packages and commands are of use in an advice.</summary>
    bool IsLinux { get; }

    /// <summary>A program's full path; null when it is nowhere.</summary>
    string? Find(string program);

    /// <summary>The first line that it prints; null when it does not start.</summary>
    string? FirstLine(string program, string argument);

    /// <summary>Why MQTT cannot work here; null when it can.</summary>
    string? MqttFault();

    /// <summary>Whether nobody listens there on loopback.</summary>
    bool IsFree(int port);

    /// <summary>Why a broker's port takes no connection; null when it does.</summary>
    string? WhyUnreachable(BrokerAddress broker);

    /// <summary>Why a recording cannot be played; null when it can.</summary>
    string? RecordingFault(string file);

    /// <summary>The folder, or the nearest above it that is there.</summary>
    FolderState Folder(string path);

    /// <summary>Whether a time server sets the clock.</summary>
    bool IsClockSynced { get; }

    /// <summary>Names such as <c>hci0</c>; null where nobody can tell.</summary>
    IReadOnlyList<string>? BluetoothAdapters { get; }

    /// <summary>Whether something on this machine has switched radios of that kind off; false where nobody can tell.</summary>
    bool IsBluetoothBlocked { get; }

    /// <summary>What Bluetooth can do; takes a few seconds where it is not ready.</summary>
    BluetoothState BluetoothBy(BluetoothAdapter adapter);

    /// <summary>The patient's sensor; null where none was confirmed yet.</summary>
    SensorIdentity? Pinned(string folder);
}

/// <summary>What was found out about a folder.</summary>
/// <param name="Path">The folder itself, or the nearest above it that is there.</param>
/// <param name="Fault">Why nothing can be written there; null when it can.</param>
/// <param name="FreeBytes">Room on its disk for this user.</param>
/// <param name="Commit">How long a small write takes until the disk has it.</param>
/// <param name="IsPrivate">Whether its owner alone may look into it; true where there are no such modes.</param>
internal sealed record FolderState(string Path, string? Fault, long FreeBytes, TimeSpan Commit, bool IsPrivate)
{
    /// <summary>Whether it is the folder itself.</summary>
    public bool IsThere { get; init; } = true;

    /// <summary>Whether a worker has it now, as far as this user may see.</summary>
    public bool IsInUse { get; init; }
}
