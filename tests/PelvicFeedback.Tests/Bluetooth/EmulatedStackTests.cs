using System.Diagnostics;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>
/// The worker and the virtual sensor over Linux's own Bluetooth, in an emulated machine; the script beside them judges. By itself, for what it
/// takes is most of a processor for some minutes.
/// </summary>
[CollectionDefinition(nameof(EmulatedStackTests), DisableParallelization = true)]
[Collection(nameof(EmulatedStackTests))]
public class EmulatedStackTests
{
    // Its own limits are ten minutes warm, and fifteen with the packages to fetch.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [Fact]
    [Trait("runs", "edges")]
    public async Task A_whole_session_over_the_real_stack_is_in_order_and_complete()
    {
        using var script = Process.Start(new ProcessStartInfo(
            Repository.Path("tests", "bluetooth-stack", "run"), ["--worker", AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        script.StandardInput.Close();
        var (output, errors) = (script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
        try
        {
            await script.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            script.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(script.ExitCode == 0, await output + await errors);
    }
}
