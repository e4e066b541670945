using System.Globalization;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// A recording that cannot be read at all. <see cref="Exception.Message"/> is one line for the person who chose the file:
/// which file, what is wrong with it, and what to do. Single bad lines never raise it: they are counted.
/// </summary>
public sealed class RecordingException : Exception
{
    /// <summary>Takes the file and what is to be said of it.</summary>
    /// <param name="recording">The file's name as the person gave it.</param>
    /// <param name="says">What is wrong and what to do, without the name.</param>
    /// <param name="cause">What the system reported, if anything.</param>
    public RecordingException(string recording, string says, Exception? cause = null)
        : base(Printable.OneLine(string.Create(CultureInfo.InvariantCulture, $"{recording}: {says}"), 600), cause) => Recording = recording;

    /// <summary>The file's name as the person gave it.</summary>
    public string Recording { get; }
}
