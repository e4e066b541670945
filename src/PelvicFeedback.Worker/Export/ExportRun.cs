using System.Globalization;
using System.Text;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Fhir;
using PelvicFeedback.Core.Reports.Html;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Sensors.Recordings;
using PelvicFeedback.Worker.Analysis;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Export;

/// <summary>Writes a stored session in the form that was asked for.</summary>
internal static class ExportRun
{
    private const MotionContent Inertial = MotionContent.SpecificForce | MotionContent.AngularRate;

    /// <exception cref="CommandException">There is no such session, or it cannot be read or written.</exception>
    public static int Run(Pseudonym id, ExportFormat format, string folder, string? file, TextWriter errors)
    {
        try
        {
            using var archive = SessionArchive.Open(Path.Combine(folder, StoreOptions.FileName));
            var columns = archive.Motion(id).Aggregate(MotionContent.None, (content, sample) => content | sample.Content);
            if ((columns & MotionContent.Orientation) == 0 && (columns & Inertial) != Inertial)
            {
                throw new CommandException(ExitCode.Unusable, Missing(archive, id));
            }

            var session = Read(archive, id);
            using var output = file is null ? null : OutputFile.Create(file);
            using var stream = output is null ? StandardOutput.Open() : null;
            var remarks = Write(archive, session, format, columns, output?.Stream ?? stream!);
            output?.Keep();
            foreach (var remark in remarks)
            {
                errors.WriteLine($"pelvicfeedback export: {remark}");
            }

            return ExitCode.Done;
        }
        catch (RecordingException senseless)
        {
            throw new CommandException(ExitCode.Unusable, senseless.Message, senseless);
        }
        catch (StoreUnavailableException none)
        {
            throw new CommandException(ExitCode.Unusable, none.Message, none);
        }
        catch (AnalyzeException refused)
        {
            throw new CommandException(refused.Unusable ? ExitCode.Unusable : ExitCode.Failed, refused.Message, refused);
        }
        catch (IOException closed) when (file is null && StandardOutput.IsClosed(closed))
        {
            return ExitCode.Done;
        }
        catch (IOException broken)
        {
            throw new CommandException(ExitCode.Failed, $"writing failed: {broken.Message}: check the disk's space and permissions", broken);
        }
    }

    private static IEnumerable<string> Write(SessionArchive archive, StoredSession session, ExportFormat format, MotionContent columns, Stream to)
    {
        if (format == ExportFormat.Csv)
        {
            Recording(archive, session.Facts, columns, to);
            return Remarks(archive, session);
        }

        var plots = format == ExportFormat.Html ? new SessionPlots() : null;
        var id = session.Facts.Id;
        var period = SampleRate.PeriodOf([.. archive.Motion(id).Take(SampleInterval.LooksAt)], RecordingFormat.PelvicFeedback, $"session {id}");
        var summary = SessionReplay.Of(archive.Motion(id), period, session, plots);
        var facts = session.Facts with { Doubts = [.. SessionReplay.Doubts(session, summary, archive.Damaged)] };
        if (plots is not null)
        {
            HtmlReport.Write(to, summary, plots, facts);
        }
        else
        {
            FhirBundle.Write(to, summary, facts);
        }

        return facts.Doubts;
    }

    // What is not on record stays unknown.
    private static StoredSession Read(SessionArchive archive, Pseudonym id)
    {
        var known = archive.Session(id) ?? new(id);
        var events = archive.Events(id).Select(one => (PatientTopics.TryParse(one.Topic, out var whose, out var rest) ? whose : null, rest.Split('/')[0], one.Payload)).ToList();
        var log = SessionLog.Read(id, events.LastOrDefault().Item1, events.Select(one => (one.Item2, (ReadOnlyMemory<byte>)one.Payload)));
        var plan = known.Plan is { } json && MessageReader.TryRead(Encoding.UTF8.GetBytes(json), out Plan? read) is null ? read : null;
        var facts = log.Facts(plan);
        return new(
            facts with { Began = facts.Began ?? known.Began, Algorithm = known.Algorithm, LeftAxis = known.LeftAxis },
            SessionPapers.ReadBands(known.Bands),
            SensorAxes.Read(known.LeftAxis) ?? SensorAxis.PlusY);
    }

    // With every number to the last bit.
    private static void Recording(SessionArchive archive, SessionFacts session, MotionContent columns, Stream to)
    {
        // A recording travels on without its record: what was no person must still be told by it.
        Mark? first = session.IsSimulated ? new Mark.Note("simulated patient, not a person") : null;
        using var recording = new RecordingWriter(to, columns, leaveOpen: true);
        foreach (var sample in archive.Motion(session.Id))
        {
            recording.Write(sample with { Mark = sample.Mark ?? first });
            first = sample.Mark is null ? null : first;
        }
    }

    private static string Missing(SessionArchive archive, Pseudonym session)
    {
        var known = archive.Sessions();
        return known.Contains(session.ToString())
            ? $"{session}: its raw motion is not on record any more: it is kept for a while only, and makes room on a full disk"
            : $"{session}: there is no such session: " + (known.Count == 0 ? "none is on record" : $"there are {string.Join(", ", known.TakeLast(20))}");
    }

    // Whatever a recording cannot say of itself.
    private static IEnumerable<string> Remarks(SessionArchive archive, StoredSession session)
    {
        if (archive.Damaged > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{archive.Damaged} damaged seconds were left out");
        }

        if (session.Facts.LeftAxis is { } axis and not "+y")
        {
            yield return $"analyze it with --left-axis {axis}, as in the session";
        }

        if (session.Facts.Algorithm is { } algorithm && algorithm != Algorithm.Version)
        {
            yield return $"the session was judged by {algorithm}; this program is {Algorithm.Version} and may judge otherwise";
        }

        if (session.Bands.Any(one => one.Band != Bands.For(one.Prescription.Exercise, default)))
        {
            yield return "some sets had other bands than the defaults, which a recording does not say: --format html shows the session with its own";
        }
    }
}
