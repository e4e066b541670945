using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// Judged time of one side of one set, second by second, so that what a slipped belt spoiled can be taken out again. A second in
/// which the spoiled time begins goes out whole.
/// </summary>
internal sealed class SideLog
{
    private readonly List<JudgedSecond> _past = [];
    private JudgedSecond _now = new(long.MinValue, 0, 0, double.NegativeInfinity);

    public void Add(double elapsed, double step, bool inBand, double quantity)
    {
        var second = (long)Math.Floor(elapsed);
        if (second != _now.Second)
        {
            Keep();
            _now = new(second, 0, 0, double.NegativeInfinity);
        }

        _now = new(second, _now.Judged + step, _now.InBand + (inBand ? step : 0), Math.Max(_now.Peak, quantity));
    }

    /// <summary>Takes out everything from that second on.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Withdraw(double fromElapsed)
    {
        Keep();
        _now = new(long.MinValue, 0, 0, double.NegativeInfinity);
        var from = (long)Math.Floor(fromElapsed);
        return _past.RemoveAll(second => second.Second >= from) > 0;
    }

    public (Seconds Judged, Seconds InBand, Degrees? Peak) Total()
    {
        var (judged, inBand, peak) = (_now.Judged, _now.InBand, _now.Peak);
        foreach (var second in _past)
        {
            judged += second.Judged;
            inBand += second.InBand;
            peak = Math.Max(peak, second.Peak);
        }

        return (new(judged), new(inBand), double.IsFinite(peak) ? new Degrees(peak) : null);
    }

    private void Keep()
    {
        if (_now.Second != long.MinValue)
        {
            _past.Add(_now);
        }
    }

    private readonly record struct JudgedSecond(long Second, double Judged, double InBand, double Peak);
}
