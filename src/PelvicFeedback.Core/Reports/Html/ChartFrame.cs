using System.Globalization;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>Where seconds and degrees lie on a drawing.</summary>
/// <param name="From">Left end, s elapsed.</param>
/// <param name="To">Right end, s elapsed; after <paramref name="From"/>.</param>
/// <param name="Limit">Degrees at the top; the bottom is its opposite; positive.</param>
/// <param name="Height">Of the field in which the trace lies, px.</param>
internal readonly record struct ChartFrame(double From, double To, double Limit, double Height)
{
    public const double Width = 1000;
    public const double Left = 88;
    public const double Right = 992;
    public const double Top = 50;

    /// <summary>Lower edge of the field, px.</summary>
    public double Bottom => Top + Height;

    /// <summary>Of the drawing with its rows and its time axis, px.</summary>
    public double FullHeight => Bottom + 84;

    public double X(double elapsed) => Left + ((Math.Clamp(elapsed, From, To) - From) / (To - From) * (Right - Left));

    public double Y(double degrees) => Top + ((Limit - Math.Clamp(degrees, -Limit, Limit)) / (2 * Limit) * Height);

    /// <summary>Degrees between two lines of the grid.</summary>
    public double DegreeStep => Limit <= 10 ? 2 : Limit <= 20 ? 5 : 10;

    /// <summary>Seconds between two marks of the time axis: at most ten of them.</summary>
    public double TimeStep
    {
        get
        {
            ReadOnlySpan<double> steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
            foreach (var step in steps)
            {
                if ((To - From) / step <= 10)
                {
                    return step;
                }
            }

            return Math.Ceiling((To - From) / 36_000) * 3600;
        }
    }

    /// <summary>A mark of the time axis: minutes and seconds, with hours in long recordings.</summary>
    public string TimeLabel(double elapsed)
    {
        var seconds = (long)Math.Round(elapsed);
        return To >= 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}");
    }
}
