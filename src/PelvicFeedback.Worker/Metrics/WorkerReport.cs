using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Messaging;
using PelvicFeedback.Worker.Hosting;

namespace PelvicFeedback.Worker.Metrics;

/// <summary>How the worker is, for whoever operates it: numbers and states, nothing about the patient.</summary>
internal sealed class WorkerReport(CoachingMetrics coaching, LinkMetrics reconnects, LinkService link, RecordService record, CoachingService service)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    private LinkState State => link.Link?.State ?? new(LinkPhase.Connecting, "not yet");

    /// <summary>For Prometheus.</summary>
    public string Metrics()
    {
        using var process = Process.GetCurrentProcess();
        return new MetricsText()
            .Counter("pelvicfeedback_samples_total", "Samples that came from the sensor.", coaching.Samples)
            .Counter("pelvicfeedback_samples_lost_total", "Samples missing between others, by the sensor's clock.", coaching.Lost)
            .Counter("pelvicfeedback_samples_rejected_total", "Samples out of order or without motion.", coaching.Rejected)
            .Gauge("pelvicfeedback_sensor_silence_seconds", "Since the newest sample; NaN before the first.", coaching.Silence?.TotalSeconds ?? double.NaN)
            .Histogram("pelvicfeedback_publish_seconds", "From a sample's arrival to its live message being with the link.", coaching.PublishSeconds)
            .Counter("pelvicfeedback_live_dropped_total", "Live messages that the link could not send at once.", link.Link?.Dropped ?? 0)
            .Counter("pelvicfeedback_alerts_total", "Alerts begun.", coaching.Alerts)
            .Counter("pelvicfeedback_commands_refused_total", "Commands refused, those that could not be read included.", service.RefusedCommands)
            .Counter("pelvicfeedback_watches_total", "Times the clinic began, or went on, to watch.", service.Watches)
            .Counter("pelvicfeedback_clock_jumps_total", "Times the clock on the wall was set by more than 30 s in a session.", service.ClockJumps)
            .Gauge("pelvicfeedback_outbox_events", "Events that the clinic has not confirmed yet.", record.Record?.Owed ?? 0)
            .Gauge("pelvicfeedback_record_waiting", "Things that wait for the disk.", record.Record?.Waiting ?? 0)
            .Gauge("pelvicfeedback_record_faults", "Faults of the record that stand; the log says which.", record.Record?.Faults.Standing.Count ?? 0)
            .Counter("pelvicfeedback_not_recorded_total", "Events and seconds of motion that could not be recorded.", record.NotRecorded)
            .Gauge("pelvicfeedback_broker_up", "1 when the broker has accepted us, else 0.", State.Phase == LinkPhase.Up ? 1 : 0)
            .Counter("pelvicfeedback_reconnects_total", "Times the broker accepted us again after a loss.", reconnects.Reconnects)
            .Counter("process_cpu_seconds_total", "Time on any core.", process.TotalProcessorTime.TotalSeconds)
            .Gauge("process_resident_memory_bytes", "Memory in RAM.", process.WorkingSet64)
            .Gauge("process_start_time_seconds", "When it was started, since 1970.", (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds)
            .ToString();
    }

    /// <summary>For a monitor: well when samples come, the broker takes messages and the record what is to be kept.</summary>
    public (bool IsWell, string Json) Health()
    {
        var (silence, state) = (coaching.Silence, State);
        var (samplesCome, brokerIsUp) = (silence <= LongestSilence, state.Phase == LinkPhase.Up);
        var fault = record.Fault;
        var isWell = samplesCome && brokerIsUp && fault is null;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("status", isWell ? "ok" : "failing");
            json.WriteString("sensor", samplesCome ? "ok" : silence is null ? "no sample yet" : "silent");
            json.WriteString("broker", brokerIsUp ? "ok" : state.Reason);
            json.WriteString("record", fault ?? "ok");
            json.WriteEndObject();
        }

        return (isWell, Encoding.UTF8.GetString(bytes.ToArray()) + "\n");
    }
}
