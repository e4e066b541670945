using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>A hub's way to and from homes.</summary>
internal interface IHubLink : IDisposable
{
    /// <summary>The connection: what homes say of now, and what is said to them.</summary>
    IMqttLink Link { get; }

    /// <summary>How many events this hub has taken and not written down yet.</summary>
    int Waiting { get; }

    /// <summary>There is a new patient.</summary>
    void Welcome(PatientTopics topics);
}
