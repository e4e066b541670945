using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Worker.Analysis;
using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Export;

/// <summary>Writes a session's raw motion as a recording, with every number to the last bit.</summary>
internal static class ExportRun
{
    private const MotionContent Inertial = MotionContent.SpecificForce | MotionContent.AngularRate;

    /// <exception cref="CommandException">There is no such session, or it cannot be read or written.</exception>
    public static int Run(Pseudonym session, string folder, string? file, TextWriter errors)
    {
        try
        {
            using var archive = SessionArchive.Open(Path.Combine(folder, StoreOptions.FileName));
            using var output = file is null ? null : OutputFile.Create(file);
            using var stream = output is null ? StandardOutput.Open() : null;
            Write(archive, session, output?.Stream ?? stream!);
            output?.Keep();
            Remark(archive, session, errors);
            return ExitCode.Done;
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

    private static void Write(SessionArchive archive, Pseudonym session, Stream stream)
    {
        var columns = archive.Motion(session).Aggregate(MotionContent.None, (content, sample) => content | sample.Content);
        if ((columns & MotionContent.Orientation) == 0 && (columns & Inertial) != Inertial)
        {
            throw new CommandException(ExitCode.Unusable, Missing(archive, session));
        }

        // A recording travels on without its record: what was no person must still be told by it.
        Mark? first = archive.Session(session)?.Plan?.Contains($"\"{DemoPlan.Plan.PlanId}\"", StringComparison.Ordinal) == true
            ? new Mark.Note("simulated patient, not a person")
            : null;
        using var recording = new RecordingWriter(stream, columns, leaveOpen: true);
        foreach (var sample in archive.Motion(session))
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
    private static void Remark(SessionArchive archive, Pseudonym session, TextWriter errors)
    {
        if (archive.Damaged > 0)
        {
            errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pelvicfeedback export: {archive.Damaged} damaged seconds were left out"));
        }

        if (archive.Session(session) is not { } known)
        {
            return;
        }

        if (known.LeftAxis is { } axis and not "+y")
        {
            errors.WriteLine($"pelvicfeedback export: analyze it with --left-axis {axis}, as in the session");
        }

        if (known.Algorithm is { } algorithm && algorithm != Algorithm.Version)
        {
            errors.WriteLine($"pelvicfeedback export: the session was judged by {algorithm}; this program is {Algorithm.Version} and may judge otherwise");
        }
    }
}
