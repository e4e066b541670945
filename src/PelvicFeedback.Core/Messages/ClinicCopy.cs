namespace PelvicFeedback.Core.Messages;

/// <summary>Where the clinic's copy of what was recorded is.</summary>
public enum ClinicCopy
{
    /// <summary>There is no clinic: everything stays on this machine.</summary>
    None,

    /// <summary>Something is kept here that the clinic has yet to confirm.</summary>
    Waiting,

    /// <summary>The clinic has confirmed all of it.</summary>
    Sent,
}
