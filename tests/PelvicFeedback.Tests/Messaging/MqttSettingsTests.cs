using PelvicFeedback.Messaging;

namespace PelvicFeedback.Tests.Messaging;

public sealed class MqttSettingsTests : IDisposable
{
    private static readonly MqttLinkOptions Good = new() { Host = "127.0.0.1", Port = 1883, ClientId = "link" };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");

    private string PasswordFile => Path.Combine(_folder.FullName, "password");

    public static TheoryData<string, MqttLinkOptions> Unusable => new()
    {
        { "host", Good with { Host = "" } },
        { "port", Good with { Port = 0 } },
        { "port", Good with { Port = 65536 } },
        { "id", Good with { ClientId = "" } },
        { "keep-alive", Good with { KeepAlive = TimeSpan.FromSeconds(7) } },
        { "keep-alive", Good with { KeepAlive = TimeSpan.FromHours(2) } },
        { "session", Good with { SessionExpiry = TimeSpan.FromSeconds(-1) } },
        { "wait", Good with { FirstRetry = TimeSpan.Zero } },
        { "wait", Good with { FirstRetry = TimeSpan.FromMinutes(1) } },
        { "connect", Good with { ConnectTimeout = TimeSpan.Zero } },
        { "will", Good with { Will = new("a", new byte[MqttLinkOptions.MaxPayload + 1], Qos.AtMostOnce, false) } },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_value_out_of_its_range_is_named(string says, MqttLinkOptions options)
    {
        Good.Check();
        Assert.Contains(says, Assert.Throws<MqttUnavailableException>(options.Check).Message);
    }

    [Theory]
    [InlineData("s3cret", "s3cret")]
    [InlineData("s3cret\n", "s3cret")]
    [InlineData("s3cret\r\nmore\n", "s3cret")]
    [InlineData(" with blanks \n", " with blanks ")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_password_is_a_files_first_line(string content, string password)
    {
        Write(content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(password, MqttPassword.FromFile(PasswordFile));
    }

    [Theory]
    [InlineData("s3cret", UnixFileMode.UserRead | UnixFileMode.OtherRead, "chmod 600")]
    [InlineData("s3cret", UnixFileMode.UserRead | UnixFileMode.GroupWrite, "chmod 600")]
    [InlineData("", UnixFileMode.UserRead, "no password in its first line")]
    [InlineData("\ns3cret", UnixFileMode.UserRead, "no password in its first line")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_password_file_that_is_open_or_empty_is_refused(string content, UnixFileMode mode, string says)
    {
        Write(content, mode);
        var message = Assert.Throws<MqttUnavailableException>(() => MqttPassword.FromFile(PasswordFile)).Message;
        Assert.Contains(says, message);
        Assert.DoesNotContain("s3cret", message);
    }

    [Fact]
    public void A_password_file_that_is_not_there_is_named() =>
        Assert.Contains(PasswordFile, Assert.Throws<MqttUnavailableException>(() => MqttPassword.FromFile(PasswordFile)).Message);

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void Write(string content, UnixFileMode mode)
    {
        File.WriteAllText(PasswordFile, content);
        File.SetUnixFileMode(PasswordFile, mode);
    }
}
