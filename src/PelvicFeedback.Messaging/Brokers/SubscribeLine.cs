using System.Globalization;

namespace PelvicFeedback.Messaging.Brokers;

/// <summary>How a person at this machine looks at a broker's messages: a line for a shell, with the password in a file of its owner's.</summary>
internal static class SubscribeLine
{
    /// <summary>What <c>mosquitto_sub</c> reads its options from, in the folder that <c>XDG_CONFIG_HOME</c> names.</summary>
    public const string FileName = "mosquitto_sub";

    /// <summary>Writes a login down as those options.</summary>
    public static void Write(string folder, MqttLinkOptions login)
    {
        BrokerFolder.Make(folder);
        BrokerFolder.Write(
            Path.Combine(folder, FileName),
            string.Create(CultureInfo.InvariantCulture, $"-h {login.Host}\n-p {login.Port}\n-V 5\n-i {login.ClientId}\n-u {login.UserName}\n-P {login.Password}\n"));
    }

    /// <summary>The line.</summary>
    /// <param name="folder">Where the options lie.</param>
    /// <param name="prefix">What the topics begin with, with the slash.</param>
    public static string Of(string folder, string prefix) => $"XDG_CONFIG_HOME={Quoted(folder)} mosquitto_sub -v -t '{prefix}#'";

    private static string Quoted(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '_' or '-') ? path : "'" + path.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}
