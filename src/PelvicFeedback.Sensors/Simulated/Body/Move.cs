namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// A change of one quantity that begins and ends at rest. Moves of the same quantity add up where they overlap, as human
/// submovements do (Flash and Henis 1991), and stay twice continuously differentiable.
/// </summary>
/// <param name="Start">When it begins, s.</param>
/// <param name="Duration">How long it lasts, s; positive. Of a fall it is the time until the floor stops it.</param>
/// <param name="Change">By how much the quantity differs afterwards, in its own unit.</param>
/// <param name="Catch">0 for a minimum-jerk move (Flash and Hogan 1985); else the time in which a fall is stopped, s.</param>
/// <param name="Peak">
/// 0 but for a swell: what the quantity has more in the middle, and nothing at either end. A swell is a cubic B-spline, so that
/// swells in a row, two to each other's reach, make a smooth wave.
/// </param>
internal readonly record struct Move(double Start, double Duration, double Change, double Catch, double Peak = 0)
{
    public double End => Start + Duration + Catch;

    public Jet At(double time) => Catch > 0 ? Fall(time - Start) : Peak != 0 ? Swell((time - Start) / Duration) : Glide((time - Start) / Duration);

    /// <summary>
    /// The speed that a fall of this kind has when the floor stops it is what makes the peak of the stopping acceleration
    /// (1.875 speed / time: the peak slope of a minimum-jerk rise); this is the way fallen.
    /// </summary>
    public static Move Falling(double contact, double fall, double stop, double peakAcceleration)
    {
        var speed = peakAcceleration * stop / 1.875;
        return new(contact - fall, fall, -speed * (fall + stop) / 2, stop);
    }

    private Jet Glide(double s)
    {
        if (s <= 0)
        {
            return 0;
        }

        if (s >= 1)
        {
            return Change;
        }

        var way = s * s * s * (10 + (s * (-15 + (6 * s))));
        var speed = 30 * s * s * (1 - s) * (1 - s);
        var curve = 60 * s * (1 - s) * (1 - (2 * s));
        return new(Change * way, Change * speed / Duration, Change * curve / (Duration * Duration));
    }

    // Knots at every quarter of the duration; measured from the middle in knots, and scaled to 1 there.
    private Jet Swell(double s)
    {
        var (x, knot) = ((4 * s) - 2, Duration / 4);
        var a = Math.Abs(x);
        if (a >= 2)
        {
            return 0;
        }

        var (outer, inner) = (2 - a, Math.Max(0, 1 - a));
        var way = ((outer * outer * outer) - (4 * inner * inner * inner)) / 4;
        var speed = -Math.Sign(x) * 3 * ((outer * outer) - (4 * inner * inner)) / 4;
        var curve = 1.5 * (outer - (4 * inner));
        return new(Peak * way, Peak * speed / knot, Peak * curve / (knot * knot));
    }

    // Speed rises like a minimum-jerk move while falling and falls back to nothing, faster, once the floor is reached.
    private Jet Fall(double since)
    {
        var speed = 2 * Change / (Duration + Catch);
        if (since <= 0)
        {
            return 0;
        }

        if (since < Duration)
        {
            var s = since / Duration;
            return new(speed * Duration * Area(s), speed * Level(s), speed / Duration * Slope(s));
        }

        if (since >= Duration + Catch)
        {
            return Change;
        }

        var u = (since - Duration) / Catch;
        return new(
            speed * ((Duration / 2) + (Catch * (u - Area(u)))),
            speed * (1 - Level(u)),
            -speed / Catch * Slope(u));
    }

    private static double Level(double s) => s * s * s * (10 + (s * (-15 + (6 * s))));

    private static double Slope(double s) => 30 * s * s * (1 - s) * (1 - s);

    private static double Area(double s) => s * s * s * s * (2.5 + (s * (-3 + s)));
}
