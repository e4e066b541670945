using System.Globalization;
using System.Reactive.Linq;
using System.Runtime.InteropServices;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Worker.Broker;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// One run of the service: acquired in the order sensor, broker, link, pipeline, and let go of in the reverse, with the alerts drained
/// between the pipeline and the link.
/// </summary>
internal static class LiveRun
{
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(3);

    /// <summary>Runs until the samples end, somebody stops it, or something breaks.</summary>
    /// <exception cref="CommandException">It could not begin, or broke.</exception>
    public static int Run(RunRequest request, TextWriter output, TextWriter errors)
    {
        var over = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = OnSignal(PosixSignal.SIGINT, over);
        using var terminate = OnSignal(PosixSignal.SIGTERM, over);
        using var source = new SensorSource(request.Sensor, request.Speed);
        using var folder = new RunFolder();
        using var broker = request.Broker is null ? StartBroker(new(folder.Path, folder.Path, request.Topics), errors) : null;
        using var link = Connect(broker?.Worker ?? Configured(request.Broker!), errors);
        output.WriteLine($"From {source.Name} to the broker at {link.State.Reason}, topics {request.Topics.Prefix}…");
        output.WriteLine(broker is null ? "Ctrl-C stops." : $"Watch with: {broker.SubscribeLine()}");

        using var publisher = new FeedbackPublisher(
            link, request.Topics, new SessionClock(TimeProvider.System, SessionClock.IsSystemClockSynced()), new EventIds());
        var options = new FeedbackOptions { SamplePeriod = source.SamplePeriod, Exercise = request.Exercise, LeftAxis = request.LeftAxis };
        var samples = 0L;
        string why;
        using (LivePipeline.Start(source.Samples.Do(_ => samples++), options, publisher, broken => End(over, broken)))
        {
            why = over.Task.GetAwaiter().GetResult();
        }

        source.Dispose();
        publisher.Drain(DrainDeadline);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{why}: {samples} samples, {publisher.Live - link.Dropped} live messages ({link.Dropped} dropped), {publisher.Alerts} alert{(publisher.Alerts == 1 ? "" : "s")}."));
        return publisher.Lost == 0
            ? ExitCode.Done
            : throw new CommandException(ExitCode.Failed, $"{publisher.Lost} alert messages did not reach the broker at {link.State.Reason}");
    }

    private static PrivateBroker StartBroker(PrivateBrokerOptions options, TextWriter errors)
    {
        try
        {
            return PrivateBroker.Start(options, errors.WriteLine);
        }
        catch (MqttUnavailableException failed)
        {
            throw new CommandException(ExitCode.Failed, "the private broker does not start: " + failed.Message, failed);
        }
    }

    private static IMqttLink Connect(MqttLinkOptions options, TextWriter errors)
    {
        var link = Begin(options);
        var first = link.States.FirstAsync(state => state.Phase != LinkPhase.Connecting).Wait();
        if (first.Phase != LinkPhase.Up)
        {
            link.Dispose();
            throw new CommandException(ExitCode.Failed, first.Reason);
        }

        link.States.Skip(1).Where(state => state.Phase != LinkPhase.Closed).Subscribe(
            state => errors.WriteLine(state.Phase == LinkPhase.Up ? $"the broker at {state.Reason} is back" : state.Reason),
            broken => errors.WriteLine(broken.Message));
        return link;
    }

    private static IMqttLink Begin(MqttLinkOptions options)
    {
        try
        {
            return MqttAdapter.Default.Connect(options);
        }
        catch (MqttUnavailableException missing)
        {
            throw new CommandException(ExitCode.Failed, missing.Message, missing);
        }
    }

    private static MqttLinkOptions Configured(BrokerAddress broker) =>
        new() { Host = broker.Host, Port = broker.Port, ClientId = UserNames.Worker };

    private static PosixSignalRegistration OnSignal(PosixSignal signal, TaskCompletionSource<string> over) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            over.TrySetResult("Stopped");
        });

    private static void End(TaskCompletionSource<string> over, Exception? broken)
    {
        if (broken is null)
        {
            over.TrySetResult("The recording is over");
        }
        else
        {
            Break(over, broken.Message, broken);
        }
    }

    private static void Break(TaskCompletionSource<string> over, string why, Exception? cause = null) =>
        over.TrySetException(new CommandException(ExitCode.Failed, why, cause));
}
