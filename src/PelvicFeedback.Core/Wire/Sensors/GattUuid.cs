using System.Globalization;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>The name of a Bluetooth service or characteristic: 128 bits, as 36 lower-case characters. <c>default</c> names nothing.</summary>
public readonly record struct GattUuid
{
    private GattUuid(string text) => Text = text;

    /// <summary>Such as <c>0000180f-0000-1000-8000-00805f9b34fb</c>; empty for <c>default</c>.</summary>
    public string Text => field ?? "";

    /// <summary>A whole one.</summary>
    /// <param name="text">8-4-4-4-12 hexadecimal digits, in either case.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static GattUuid Of(string text) => TryParse(text, out var uuid) ? uuid : throw new FormatException($"'{text}' is no UUID.");

    /// <summary>One that the Bluetooth SIG has given a number of 16 bits.</summary>
    public static GattUuid Sig(ushort number) => Short(number, "-0000-1000-8000-00805f9b34fb");

    /// <summary>Reads a whole one.</summary>
    public static bool TryParse(string? text, out GattUuid uuid)
    {
        uuid = default;
        if (text is not { Length: 36 })
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        uuid = new(text.ToLowerInvariant());
        return true;
    }

    /// <summary>For people: the text.</summary>
    public override string ToString() => Text;

    private static GattUuid Short(ushort number, string rest) => Of(number.ToString("x8", CultureInfo.InvariantCulture) + rest);
}
