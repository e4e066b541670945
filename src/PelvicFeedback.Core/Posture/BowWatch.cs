using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Posture;

/// <summary>
/// Finds the mediolateral axis from forward bows (or sit-to-stand in their place). In a bow the direction up moves, seen from the
/// sensor, within the sagittal plane; the plane's normal is the axis (works from quaternions alone). The sign comes from the
/// bend being forward, and a bend counts only when it begins or ends in quiet standing: sitting down tucks the pelvis the
/// other way, but one passes through the upright on the way there without stopping.
/// </summary>
/// <remarks>
/// Coordinates are the two components of u across u₀, each the sine of a lean; see <see cref="Across"/>. Asked for are bows of 20–45°; what
/// counts is a little wider. Functional alignment halves the error of placement (Kong 2016, PMC5190992; Mihy 2022).
/// </remarks>
public readonly record struct BowWatch
{
    /// <summary>How many bows make a calibration.</summary>
    public const int BowsNeeded = 3;

    private const double LeanBegins = 12;
    private const double LeanEnds = 6;
    private const double LeastPeak = 18;
    private const double MostPeak = 50;
    private const double DwellSeconds = 0.5;
    private const double MostOutOfPlane = 2;
    private const double MostDisagreement = 3;

    /// <summary>Bows that counted so far.</summary>
    public int Bows { get; init; }

    /// <summary>Sums and second moments of u across u₀ over all bows that counted.</summary>
    public Moments Total { get; init; }

    /// <summary>The same of the bend under way, or of the last one while it is not decided whether it counts.</summary>
    public Moments Bend { get; init; }

    /// <summary>Largest lean of that bend: the angle between u and u₀, degrees, not negative.</summary>
    public double Peak { get; init; }

    /// <summary>Whether a bend is under way.</summary>
    public bool Leaning { get; init; }

    /// <summary>Whether the bend began in quiet standing.</summary>
    public bool Anchored { get; init; }

    /// <summary>Whether the last bend is over but not yet decided.</summary>
    public bool Pending { get; init; }

    /// <summary>Since when the patient has been upright; meaningless while leaning.</summary>
    public SampleTime UprightSince { get; init; }

    /// <summary>Whether any sample was taken.</summary>
    public bool Begun { get; init; }

    /// <summary>Direction in which u moved in the first bow, radians in the plane across u₀, −π–π.</summary>
    public double FirstDirection { get; init; }

    /// <summary>Smallest signed difference of a bow's direction from the first one's, radians; at most 0.</summary>
    public double LeastDifference { get; init; }

    /// <summary>Largest signed difference of a bow's direction from the first one's, radians; at least 0.</summary>
    public double MostDifference { get; init; }

    /// <summary>Two unit vectors across u₀ and each other, sensor frame, the same for the same u₀.</summary>
    /// <param name="neutralUp">u₀, unit vector.</param>
    public static (Vector3D First, Vector3D Second) Across(Vector3D neutralUp)
    {
        var helper = Math.Abs(neutralUp.X) < 0.7 ? new Vector3D(1, 0, 0) : new Vector3D(0, 1, 0);
        var first = neutralUp.Cross(helper).Normalized;
        return (first, neutralUp.Cross(first));
    }

    /// <summary>Takes the next sample of the bowing phase.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="upInSensor">u, unit vector.</param>
    /// <param name="neutralUp">u₀ of the static calibration, unit vector.</param>
    public BowWatch Next(SampleTime time, Vector3D upInSensor, Vector3D neutralUp)
    {
        var lean = neutralUp.AngleTo(upInSensor).Value;
        var here = Begun ? this : this with { Begun = true, UprightSince = time, Leaning = lean > LeanBegins };
        if (!here.Leaning)
        {
            var settled = (time - here.UprightSince).Value >= DwellSeconds;
            if (here.Pending && settled)
            {
                here = here.Count();
            }

            return lean <= LeanBegins
                ? here
                : (here with { Leaning = true, Pending = false, Anchored = settled, Bend = default, Peak = 0 }).Lean(upInSensor, neutralUp, lean);
        }

        if (lean >= LeanEnds)
        {
            return here.Lean(upInSensor, neutralUp, lean);
        }

        var over = here with { Leaning = false, UprightSince = time };
        return over.Anchored ? over.Count() : over with { Pending = true };
    }

    /// <summary>Samples are missing: the bend under way is lost, the bows that counted are not.</summary>
    public BowWatch AfterGap() => this with { Begun = false, Leaning = false, Anchored = false, Pending = false, Bend = default, Peak = 0 };

    /// <summary>What the bows say, once <see cref="BowsNeeded"/> have counted.</summary>
    /// <param name="neutralUp">u₀ of the static calibration, unit vector.</param>
    /// <returns>The left axis (unit vector, sensor frame, across u₀) with its out-of-plane error, or why there is none.</returns>
    public (Vector3D Left, Degrees AxisError, CalibrationRefusal? Refusal) Decide(Vector3D neutralUp)
    {
        if (Bows < BowsNeeded)
        {
            return (default, default, CalibrationRefusal.TooFewBows);
        }

        var (direction, outOfPlane) = Total.Plane();
        var error = Degrees.FromRadians(outOfPlane);
        if (error.Value > MostOutOfPlane)
        {
            return (default, error, CalibrationRefusal.NotInOnePlane);
        }

        if (Degrees.FromRadians(MostDifference - LeastDifference).Value > MostDisagreement)
        {
            return (default, error, CalibrationRefusal.BowsDisagree);
        }

        // Bending forward, up moves towards the patient's back as the sensor sees it.
        var (first, second) = Across(neutralUp);
        var forward = -((first * Math.Cos(direction)) + (second * Math.Sin(direction)));
        return (neutralUp.Cross(forward), error, null);
    }

    private BowWatch Lean(Vector3D upInSensor, Vector3D neutralUp, double lean)
    {
        var (first, second) = Across(neutralUp);
        return this with
        {
            Peak = Math.Max(Peak, lean),
            Bend = Bend.With(first.Dot(upInSensor), second.Dot(upInSensor)),
        };
    }

    private BowWatch Count()
    {
        var decided = this with { Pending = false };
        if (Peak is < LeastPeak or > MostPeak)
        {
            return decided;
        }

        var (direction, _) = Bend.Plane();
        var difference = Bows == 0 ? 0 : Math.IEEERemainder(direction - FirstDirection, 2 * Math.PI);
        return decided with
        {
            Bows = Bows + 1,
            Total = Total.With(Bend),
            FirstDirection = Bows == 0 ? direction : FirstDirection,
            LeastDifference = Math.Min(LeastDifference, difference),
            MostDifference = Math.Max(MostDifference, difference),
        };
    }

    /// <summary>Sums over points of a plane: enough for the line through the origin that fits them best.</summary>
    public readonly record struct Moments
    {
        /// <summary>How many points.</summary>
        public int Count { get; init; }

        /// <summary>Sum of the first coordinate.</summary>
        public double X { get; init; }

        /// <summary>Sum of the second coordinate.</summary>
        public double Y { get; init; }

        /// <summary>Sum of the first coordinate's square.</summary>
        public double XX { get; init; }

        /// <summary>Sum of the product.</summary>
        public double XY { get; init; }

        /// <summary>Sum of the second coordinate's square.</summary>
        public double YY { get; init; }

        /// <summary>With one more point.</summary>
        public Moments With(double x, double y) => new()
        {
            Count = Count + 1,
            X = X + x,
            Y = Y + y,
            XX = XX + (x * x),
            XY = XY + (x * y),
            YY = YY + (y * y),
        };

        /// <summary>With all of another's points.</summary>
        public Moments With(Moments other) => new()
        {
            Count = Count + other.Count,
            X = X + other.X,
            Y = Y + other.Y,
            XX = XX + other.XX,
            XY = XY + other.XY,
            YY = YY + other.YY,
        };

        /// <summary>Direction (radians) in which the points lie, seen from the origin, and the RMS of their distance from that line.</summary>
        public (double Direction, double OutOfPlane) Plane()
        {
            var direction = Math.Atan2(2 * XY, XX - YY) / 2;
            if ((X * Math.Cos(direction)) + (Y * Math.Sin(direction)) < 0)
            {
                direction += Math.PI;
            }

            var smaller = ((XX + YY) - Math.Sqrt(((XX - YY) * (XX - YY)) + (4 * XY * XY))) / 2;
            return (direction, Count == 0 ? 0 : Math.Sqrt(Math.Max(0, smaller) / Count));
        }
    }
}
