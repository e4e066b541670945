using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using static PelvicFeedback.Tests.Reports.Told;

namespace PelvicFeedback.Tests.Reports;

public sealed class SessionPlotsTests
{
    private const int Most = SessionPlots.OverviewCapacity + (SessionPlots.MostSets * SessionPlots.SetCapacity);

    [Fact]
    public void Ten_hours_take_no_more_room_than_one()
    {
        var plots = new SessionPlots();
        var kept = 0;
        for (var i = 0; i < 36_000; i++)
        {
            // A sample a second and a set every minute: more sets than have a plot of their own.
            plots.Add(Sample(i, i % 20, events: i % 60 == 0 ? [Starts(i)] : []));
            kept = Math.Max(kept, plots.Kept);
        }

        Assert.InRange(kept, 1, Most);
        Assert.InRange(plots.Overview.Buckets.Count, SessionPlots.OverviewCapacity / 2, SessionPlots.OverviewCapacity);
        Assert.Null(plots.OfSet(SessionPlots.MostSets + 1));
        Assert.Equal(36_000, plots.Overview.Buckets.Sum(bucket => bucket.Samples));
    }

    [Fact]
    public void One_sample_that_stands_out_is_never_lost()
    {
        var track = Plots(Enumerable.Range(0, 50_000).Select(i => Sample(i * 0.01, i == 31_234 ? 9 : 0))).Overview;

        var outstanding = Assert.Single(track.Buckets, bucket => bucket.High == 9);
        Assert.InRange(312.34, outstanding.First, outstanding.Last);
        Assert.Equal(0, outstanding.Low);
    }

    [Fact]
    public void A_gap_is_remembered_however_many_samples_share_a_column()
    {
        var samples = Enumerable.Range(0, 50_000).Select(i => i == 700
            ? Sample(i * 0.01, 0, Stance.Left, Zone.Level, new SensorGap(At(i * 0.01), new(0.15)))
            : Sample(i * 0.01, 0));

        Assert.Single(Plots(samples).Overview.Buckets, bucket => bucket.AfterGap || bucket.GapInside);
    }

    [Fact]
    public void Unknown_angles_stay_unknown_and_known_ones_are_kept_beside_them()
    {
        var buckets = Plots(Enumerable.Range(0, 50_000).Select(i => Sample(i * 0.01, i < 25_000 ? null : 2, zone: null))).Overview.Buckets;

        Assert.False(buckets[0].IsKnown);
        Assert.All(buckets.Where(bucket => bucket.IsKnown), bucket => Assert.Equal((2.0, 2.0), (bucket.Low, bucket.High)));
        Assert.True(buckets[^1].IsKnown);
    }

    [Fact]
    public void A_set_has_the_samples_between_its_start_and_its_end()
    {
        var set = Plots(Session()).OfSet(1)!;

        Assert.Equal(1, set.Buckets[0].First, 9);
        Assert.Equal(5.5, set.Buckets[^1].Last, 9);
    }
}
