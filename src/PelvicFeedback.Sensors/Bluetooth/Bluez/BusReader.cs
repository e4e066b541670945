using System.Runtime.InteropServices;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>Reads the body of a D-Bus message from its beginning. Valid while the message is.</summary>
/// <exception cref="InvalidDataException">From every method: the body is not what was expected.</exception>
internal readonly unsafe struct BusReader(nint message)
{
    /// <summary>The object that the message comes from, or is for.</summary>
    public string Path => Text(NativeBus.sd_bus_message_get_path(message));

    /// <summary>Its interface.</summary>
    public string Interface => Text(NativeBus.sd_bus_message_get_interface(message));

    /// <summary>The method or signal.</summary>
    public string Member => Text(NativeBus.sd_bus_message_get_member(message));

    /// <summary>Reads a string or an object path.</summary>
    public string ReadText() => ReadValue() as string ?? throw new InvalidDataException("A text was expected.");

    /// <summary>Reads a dictionary with texts for keys.</summary>
    public Dictionary<string, object> ReadTable() =>
        ReadValue() as Dictionary<string, object> ?? throw new InvalidDataException("A table was expected.");

    /// <summary>Reads a list.</summary>
    public List<object> ReadList() => ReadValue() as List<object> ?? throw new InvalidDataException("A list was expected.");

    /// <summary>Reads the value of one entry out of a dictionary without making anything of the others.</summary>
    /// <param name="key">Which.</param>
    /// <returns>Its bytes; null where there is none, or it is no row of bytes.</returns>
    public byte[]? ReadBytesIn(string key)
    {
        byte[]? found = null;
        sbyte* contents;
        Enter('a', null);
        while (Peek(&contents) == 'e')
        {
            Enter('e', contents);
            var here = ReadText() == key;
            found = here && ReadValue() is byte[] bytes ? bytes : found;
            if (!here)
            {
                _ = ReadValue();
            }

            Exit();
        }

        Exit();
        return found;
    }

    /// <summary>
    /// Reads whatever comes next: numbers and texts as themselves, a row of bytes as such, other rows and structures as lists, dictionaries
    /// by the text of their keys, a variant as what is in it.
    /// </summary>
    public object ReadValue()
    {
        sbyte* contents;
        var type = Peek(&contents);
        return type switch
        {
            's' or 'o' or 'g' => ReadString(type),
            'b' => Read<int>(type) != 0,
            'y' => Read<byte>(type),
            'n' => Read<short>(type),
            'q' => Read<ushort>(type),
            'i' => Read<int>(type),
            'u' => Read<uint>(type),
            'x' => Read<long>(type),
            't' => Read<ulong>(type),
            'd' => Read<double>(type),
            'v' => Inside(type, contents, static reader => reader.ReadValue()),
            'a' when *contents == 'y' => ReadBytes(),
            'a' when *contents == '{' => Inside(type, contents, static reader => reader.ReadEntries()),
            'a' or 'r' => Inside(type, contents, static reader => reader.ReadAll()),
            _ => throw new InvalidDataException($"A value of type '{(char)type}' cannot be read here."),
        };
    }

    private Dictionary<string, object> ReadEntries()
    {
        var entries = new Dictionary<string, object>();
        sbyte* contents;
        while (Peek(&contents) == 'e')
        {
            Enter('e', contents);
            var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ReadValue()}");
            entries[key] = ReadValue();
            Exit();
        }

        return entries;
    }

    private List<object> ReadAll()
    {
        var items = new List<object>();
        sbyte* contents;
        while (Peek(&contents) != 0)
        {
            items.Add(ReadValue());
        }

        return items;
    }

    private object Inside(char type, sbyte* contents, Func<BusReader, object> read)
    {
        Enter(type, contents);
        var value = read(this);
        Exit();
        return value;
    }

    // Zero at the end of what is being read.
    private char Peek(sbyte** contents)
    {
        sbyte type;
        Check(NativeBus.sd_bus_message_peek_type(message, &type, contents));
        return (char)type;
    }

    private void Enter(char type, sbyte* contents)
    {
        if (Check(NativeBus.sd_bus_message_enter_container(message, (sbyte)type, contents)) == 0)
        {
            throw new InvalidDataException("Something is missing in it.");
        }
    }

    private void Exit() => Check(NativeBus.sd_bus_message_exit_container(message));

    private string ReadString(char type)
    {
        sbyte* text;
        Check(NativeBus.sd_bus_message_read_basic(message, (sbyte)type, &text));
        return Text(text);
    }

    private T Read<T>(char type)
        where T : unmanaged
    {
        T value;
        Check(NativeBus.sd_bus_message_read_basic(message, (sbyte)type, &value));
        return value;
    }

    private byte[] ReadBytes()
    {
        void* first;
        nuint length;
        Check(NativeBus.sd_bus_message_read_array(message, (sbyte)'y', &first, &length));
        return new ReadOnlySpan<byte>(first, checked((int)length)).ToArray();
    }

    private static string Text(sbyte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static int Check(int result) =>
        result < 0 ? throw new InvalidDataException($"The message cannot be read (errno {-result}).") : result;
}
