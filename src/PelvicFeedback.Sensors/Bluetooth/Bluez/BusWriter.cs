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

    /// <summary>A number.</summary>
    public void Number(uint value) => Check(NativeBus.sd_bus_message_append_basic(message, (sbyte)'u', &value));

    /// <summary>A row of bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        fixed (byte* first = value)
        {
            Check(NativeBus.sd_bus_message_append_array(message, (sbyte)'y', first, (nuint)value.Length));
        }
    }

    /// <summary>A row of texts.</summary>
    public void Texts(params ReadOnlySpan<string> values)
    {
        Open('a', "s");
        foreach (var value in values)
        {
            Text(value);
        }

        Close();
    }

    /// <summary>A dictionary from texts to values as <see cref="Value"/> takes them.</summary>
    public void Table(params ReadOnlySpan<(string Key, object Value)> entries)
    {
        Open('a', "{sv}");
        foreach (var (key, value) in entries)
        {
            Open('e', "sv");
            Text(key);
            Value(value);
            Close();
        }

        Close();
    }

    /// <summary>A variant.</summary>
    /// <param name="value">A boolean, text, number of 16 or 32 bits, row of bytes, row of texts, or <see cref="BusPath"/>.</param>
    public void Value(object value)
    {
        switch (value)
        {
            case bool flag:
                var asInt = flag ? 1 : 0;
                Open('v', "b");
                Check(NativeBus.sd_bus_message_append_basic(message, (sbyte)'b', &asInt));
                break;
            case ushort number:
                Open('v', "q");
                Check(NativeBus.sd_bus_message_append_basic(message, (sbyte)'q', &number));
                break;
            case uint number:
                Open('v', "u");
                Number(number);
                break;
            case byte[] bytes:
                Open('v', "ay");
                Bytes(bytes);
                break;
            case string[] texts:
                Open('v', "as");
                Texts(texts);
                break;
            case BusPath path:
                Open('v', "o");
                ObjectPath(path.Text);
                break;
            default:
                Open('v', "s");
                Text((string)value);
                break;
        }

        Close();
    }

    /// <summary>Objects with one interface each, as an object manager tells of them.</summary>
    public void Objects(IEnumerable<BusObject> objects)
    {
        Open('a', "{oa{sa{sv}}}");
        foreach (var one in objects)
        {
            Open('e', "oa{sa{sv}}");
            ObjectPath(one.Path);
            Open('a', "{sa{sv}}");
            Open('e', "sa{sv}");
            Text(one.Interface);
            Table(one.Properties);
            Close();
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

/// <summary>The path of an object, as a value.</summary>
/// <param name="Text">The path.</param>
internal readonly record struct BusPath(string Text);

/// <summary>An object that is offered on the bus, with its one interface.</summary>
/// <param name="Path">Where.</param>
/// <param name="Interface">Which.</param>
/// <param name="Properties">Its properties.</param>
internal sealed record BusObject(string Path, string Interface, params (string Key, object Value)[] Properties);
