using PelvicFeedback.Tests.Messages;

namespace PelvicFeedback.Tests.Worker;

/// <summary>What cannot be written down is said where patient and clinic see it.</summary>
public sealed class RecordingFaultTests : IDisposable
{
    private readonly WiredHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_record_that_cannot_write_says_so_in_state_and_takes_it_back_when_it_can()
    {
        _home.After(0.25);
        Assert.Equal(("ok", null), Recording());
        _home.Announcer.RecordingFault = "not recorded: the disk is full";
        _home.After(0.25);
        Assert.Equal(("not-recorded", "not recorded: the disk is full"), Recording());
        var states = _home.Of("state").Length;
        _home.After(10);
        Assert.Equal(states, _home.Of("state").Length);
        _home.Announcer.RecordingFault = null;
        _home.After(0.25);
        Assert.Equal(("ok", null), Recording());
    }

    [Fact]
    public void A_reason_of_any_length_is_a_valid_state()
    {
        _home.Announcer.RecordingFault = new('x', 5000);
        _home.After(0.25);
        Assert.Equal(200, Recording().Fault!.Length);
    }

    private (string? Recording, string? Fault) Recording()
    {
        var state = _home.Of("state")[^1];
        Assert.Null(DocumentsOfMessages.Schema("state").Violation(state));
        return (state.GetProperty("recording").GetString(), state.GetProperty("recordingFault").GetString());
    }
}
