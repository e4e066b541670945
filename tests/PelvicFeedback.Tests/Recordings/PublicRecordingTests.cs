using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>Real recordings by others read without a bad line.</summary>
public class PublicRecordingTests
{
    [RecordingTheory]
    [InlineData("orientation", 285.714)]
    [InlineData("walking", 100)]
    public void Every_line_of_the_public_recordings_is_usable(string folder, double rate)
    {
        var files = Directory.GetFiles(Path.Combine(PublicRecordings.Folder!, folder), "*.csv.gz");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var reader = RecordingReader.Open(file);
            var samples = reader.All();
            Assert.Equal(reader.Lines - 1, samples.Count);
            Assert.Equal((0, 1), (reader.Faults.BadLines, reader.Segments));
            Assert.Equal(rate, 1 / reader.SamplePeriod.Value, 0.01);
            Assert.Equal(MotionContent.SpecificForce | MotionContent.AngularRate, reader.Content);
            Assert.Equal(["t", "ax", "ay", "az", "gx", "gy", "gz"], reader.Columns);
        }
    }
}
