using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Messaging;

/// <summary>A mosquitto of its own on a free loopback port, with the user <c>anna</c>; ended by its id.</summary>
internal sealed class BrokerProcess : IDisposable
{
    public const string User = "anna";
    public const string Password = "s3cret";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");
    private Process? _process;

    /// <param name="certificates">For a second listener, with TLS; null for none.</param>
    public BrokerProcess(TestCertificates? certificates = null)
    {
        (Port, TlsPort) = (Ports.Free(), Ports.Free());

        // mosquitto's own form: $7$iterations$salt$PBKDF2-HMAC-SHA512.
        var salt = RandomNumberGenerator.GetBytes(12);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Password), salt, 101, HashAlgorithmName.SHA512, 64);
        File.WriteAllText(InFolder("users"), $"{User}:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}\n");
        File.WriteAllText(InFolder("rights"), $"user {User}\ntopic readwrite test/#\ntopic read forbidden/#\n");
        File.WriteAllText(InFolder("conf"), $"""
            listener {Port} 127.0.0.1
            user {Environment.UserName}
            allow_anonymous false
            password_file {InFolder("users")}
            acl_file {InFolder("rights")}
            log_dest stderr

            """ + (certificates is null ? "" : $"""
            listener {TlsPort} 127.0.0.1
            certfile {certificates.Certificate}
            keyfile {certificates.Key}
            """));
    }

    public int Port { get; }

    public int TlsPort { get; }

    public static BrokerProcess Started(TestCertificates? certificates = null)
    {
        var broker = new BrokerProcess(certificates);
        broker.Start();
        return broker;
    }

    public void Start()
    {
        var running = new TaskCompletionSource();
        var said = new StringBuilder();
        _process = new() { StartInfo = new("/usr/sbin/mosquitto", ["-v", "-c", InFolder("conf")]) { RedirectStandardError = true } };
        _process.ErrorDataReceived += (_, line) =>
        {
            said.AppendLine(line.Data);
            if (line.Data is null)
            {
                running.TrySetException(new InvalidOperationException("mosquitto ended: " + said));
            }
            else if (line.Data.EndsWith(" running", StringComparison.Ordinal))
            {
                running.TrySetResult();
            }
        };
        _process.Start();
        _process.BeginErrorReadLine();
        running.Task.WaitAsync(Patience).GetAwaiter().GetResult();
    }

    /// <summary>As a power cut would.</summary>
    public void Kill()
    {
        if (_process is not null)
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>It keeps its connections and does nothing any more, as on a machine that hangs.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>It goes on where it was.</summary>
    public void Thaw() => Signal("CONT");

    public void Dispose()
    {
        Kill();
        _folder.Delete(recursive: true);
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);
}
