using System.Text;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>Writes the body of a D-Bus message.</summary>
/// <exception cref="InvalidOperationException">From every method: the library did not take it.</exception>
internal readonly unsafe struct BusWriter(nint message)
{
    /// <summary>A string.</summary>
    public void Text(string value) => Text('s', value);

    /// <summary>The path of an object.</summary>
    public void ObjectPath(string value) => Text('o', value);

    /// <summary>A row of bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        fixed (byte* first = value)
        {
            Check(NativeBus.sd_bus_message_append_array(message, (sbyte)'y', first, (nuint)value.Length));
        }
    }

    /// <summary>A dictionary from texts to booleans and texts.</summary>
    public void Table(params ReadOnlySpan<(string Key, object Value)> entries)
    {
        Open('a', "{sv}");
        foreach (var (key, value) in entries)
        {
            Open('e', "sv");
            Text(key);
            if (value is bool flag)
            {
                Open('v', "b");
                var asInt = flag ? 1 : 0;
                Check(NativeBus.sd_bus_message_append_basic(message, (sbyte)'b', &asInt));
            }
            else
            {
                Open('v', "s");
                Text((string)value);
            }

            Close();
            Close();
        }

        Close();
    }

    private void Text(char type, string value)
    {
        fixed (byte* first = Encoding.UTF8.GetBytes(value + '\0'))
        {
            Check(NativeBus.sd_bus_message_append_basic(message, (sbyte)type, first));
        }
    }

    private void Open(char type, string contents) => Check(NativeBus.sd_bus_message_open_container(message, (sbyte)type, contents));

    private void Close() => Check(NativeBus.sd_bus_message_close_container(message));

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"sd-bus did not take a value (errno {-result}).");
        }
    }
}
