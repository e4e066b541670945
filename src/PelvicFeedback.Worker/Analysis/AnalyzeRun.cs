using System.Text;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Html;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Sensors.Recordings;

namespace PelvicFeedback.Worker.Analysis;

/// <summary>Goes through the recordings one after another; one that cannot be read does not stop the others.</summary>
internal static class AnalyzeRun
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Unusable = 2;

    /// <returns>0 done, 1 failed, 2 when an argument or a recording could not be used.</returns>
    public static int Run(AnalyzeRequest request, CancellationToken cancel)
    {
        try
        {
            using var output = StandardOutput.Open();
            return Run(request, output, cancel);
        }
        catch (IOException broken) when (StandardOutput.IsClosed(broken))
        {
            return Done;
        }
        catch (OperationCanceledException)
        {
            return Complain("stopped before the end; nothing unfinished was kept", Failed);
        }
        catch (AnalyzeException refused)
        {
            return Complain(refused.Message, refused.Unusable ? Unusable : Failed);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return Complain($"writing failed: {broken.Message}: check the disk's space and permissions", Failed);
        }
    }

    private static int Run(AnalyzeRequest request, Stream output, CancellationToken cancel)
    {
        var lines = request.Out is { } folder ? OutputPaths.InFolder(folder, request.Files, ".jsonl") : null;
        var pages = request.Html is { } html ? OutputPaths.Pages(html, request.Files) : null;
        var result = Done;
        for (var file = 0; file < request.Files.Count; file++)
        {
            try
            {
                using var reader = RecordingReader.Open(request.Files[file]);
                using var page = pages is null ? null : OutputFile.Create(pages[file]);
                using var jsonl = lines is null ? null : OutputFile.Create(lines[file]);
                One(request, reader, jsonl, page, output, cancel);
                jsonl?.Keep();
                page?.Keep();
                if (page is not null && !request.Json)
                {
                    Say(output, $"\nThe page with plots: {pages![file]}\n");
                }

                if (file + 1 < request.Files.Count && !request.Json)
                {
                    Say(output, "\n\n");
                }
            }
            catch (RecordingException bad)
            {
                result = Complain(bad.Message, Unusable);
            }
        }

        return result;
    }

    private static void One(
        AnalyzeRequest request, RecordingReader reader, OutputFile? jsonl, OutputFile? page, Stream output, CancellationToken cancel)
    {
        var buffer = request.Json ? new StreamBuffer(jsonl?.Stream ?? output) : null;
        var plots = page is null ? null : new SessionPlots();
        var summary = new RecordingAnalysis(request, buffer, plots).Of(reader, cancel);
        if (buffer is not null)
        {
            ResultLine.Write(buffer, summary);
            buffer.Flush();
        }
        else
        {
            using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            TerminalReport.Write(text, summary);
        }

        if (page is not null)
        {
            HtmlReport.Write(page.Stream, summary, plots!);
        }
    }

    private static void Say(Stream output, string words) => output.Write(Encoding.UTF8.GetBytes(words));

    private static int Complain(string words, int result)
    {
        Console.Error.WriteLine($"pelvicfeedback analyze: {words.ReplaceLineEndings(" ")}");
        return result;
    }
}
