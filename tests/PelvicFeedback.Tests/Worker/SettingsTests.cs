using System.Text;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Hosting;
using PelvicFeedback.Worker.Pairing;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Settings;

namespace PelvicFeedback.Tests.Worker;

public sealed class SettingsTests
{
    [Fact]
    public void Without_any_choice_a_simulated_patient_is_coached_over_a_private_broker()
    {
        var request = Read();
        Assert.Equal(SensorChoice.Simulated, request.Sensor);
        Assert.Equal((1, SensorAxis.PlusY, 5080), (request.Speed, request.LeftAxis, request.Port));
        Assert.Equal("pelvic/v1/demo/demo/", request.Topics.Prefix);
        Assert.Equal((null, null), (request.Broker, request.Exercise));
        Assert.Equal((null, false, true, 365), (request.Clinic, request.Paired, request.IsDemonstration, request.KeepsOwn.TotalDays));
        Assert.Equal((LogFormat.Text, LogLevel.Information), (request.Log, request.LogLevel));
        Assert.Equal("pelvicfeedback", Path.GetFileName(request.Data));
    }

    [Theory]
    [InlineData("9", "8", "7", 9)]
    [InlineData(null, "8", "7", 8)]
    [InlineData(null, null, "7", 7)]
    [InlineData(null, "", "7", 7)]
    [InlineData(null, null, null, 1)]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file(string? commandLine, string? environment, string? file, double expected)
    {
        var request = Read(
            commandLine is null ? [] : new() { ["--speed"] = commandLine },
            environment is null ? [] : new() { ["PELVIC_SPEED"] = environment },
            file is null ? null : $"{{\"speed\": {file}}}");
        Assert.Equal(expected, request.Speed);
    }

    [Fact]
    public void A_name_of_two_words_is_spelled_as_each_place_does() =>
        Assert.All(
            [
                Read(new() { ["--left-axis"] = "-x" }),
                Read(environment: new() { ["PELVIC_LEFT_AXIS"] = "-x" }),
                Read(file: """{"leftAxis": "-x"}"""),
            ],
            request => Assert.Equal(SensorAxis.MinusX, request.LeftAxis));

    [Fact]
    public void Every_refusal_has_its_line_with_the_place_and_the_reason()
    {
        var lines = Refusals(new() { ["--sensor"] = "bluetooth" }, new() { ["PELVIC_PORT"] = "65536" }, """{"patient": "Anna Smith", "logLevel": "loud"}""");
        Assert.Equal(
            [
                "--sensor takes sim, ble, ble:ID or replay:FILE, not 'bluetooth'",
                "home.json: patient takes 1 to 32 characters of a-z, 0-9 and -, not 'Anna Smith'",
                "PELVIC_PORT takes 0 to 65535, not '65536'",
                "home.json: logLevel takes debug, information, warning or error, not 'loud'",
            ],
            lines);
    }

    [Theory]
    [InlineData("""{"pateint": "p7"}""", "home.json: pateint is no setting; there are sensor, speed,")]
    [InlineData("""{"broker": {"host": "h"}}""", "home.json: broker takes one value, not a list or an object")]
    [InlineData("""{"config": "other.json"}""", "home.json: config is no setting")]
    [InlineData("""["p7"]""", "home.json: is no JSON object: ")]
    [InlineData("""{"patient": """, "home.json: is no JSON object: ")]
    [InlineData("", "home.json: is no JSON object: ")]
    public void A_file_that_is_not_understood_is_refused(string file, string says) => Assert.StartsWith(says, Assert.Single(Refusals(file: file)));

    [Fact]
    public void Nothing_is_chosen_by_null_in_the_file() => Assert.Equal(1, Read(file: """{"speed": null}""").Speed);

    [Theory]
    [InlineData("--broker-user", "anna")]
    [InlineData("--broker-password-file", "password")]
    [InlineData("--broker-ca", "system")]
    public void What_belongs_to_a_broker_is_refused_without_one(string option, string value) =>
        Assert.Contains("go with broker: name the broker", Assert.Single(Refusals(new() { [option] = value })));

    [Fact]
    public void A_home_is_bridged_to_the_clinic_that_is_named_and_paired_when_that_is_said()
    {
        using var folder = new TemporaryFolder();
        using var certificates = new TestCertificates("broker.example");
        var password = folder.Add("password", "s3cret");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(password, UnixFileMode.UserRead);
        }

        Dictionary<string, string> chosen = new() { ["--clinic"] = "broker.example:8883", ["--clinic-password-file"] = password, ["--clinic-ca"] = certificates.Authority, ["--data"] = folder.Path };
        Assert.Equal((new ClinicBridge("broker.example", 8883, certificates.Authority, "s3cret"), false, false), (Read(chosen).Clinic, Read(chosen).Paired, Read(chosen).IsDemonstration));
        Assert.Equal((true, "anna"), (Read(new(chosen) { ["--paired"] = "yes", ["--clinic-user"] = "anna" }) is var paired && paired.Paired, paired.Clinic!.User));
        Assert.DoesNotContain("s3cret", $"{Read(chosen)}");
    }

    [Theory]
    [InlineData("paired goes with clinic", "--paired", "yes")]
    [InlineData("--paired takes yes or no, not 'maybe'", "--paired", "maybe")]
    [InlineData("go with clinic: name the clinic's broker", "--clinic-user", "anna")]
    [InlineData("go with clinic: name the clinic's broker", "--clinic-ca", "ca.pem")]
    [InlineData("clinic takes a password", "--clinic", "localhost:1883")]
    [InlineData("name the authorities that vouch for it with clinic-ca", "--clinic", "broker.example:8883", "--clinic-password-file", "no-such")]
    [InlineData("'no-such-ca.pem' cannot be used", "--clinic", "broker.example:8883", "--clinic-password-file", "no-such", "--clinic-ca", "no-such-ca.pem")]
    [InlineData("clinic and broker exclude each other", "--clinic", "localhost:1883", "--clinic-password-file", "no-such", "--broker", "h:1883")]
    [InlineData("no-such: the password cannot be read", "--clinic", "localhost:1883", "--clinic-password-file", "no-such")]
    [InlineData("--keep-days takes 1 to 36500, not '0'", "--keep-days", "0")]
    public void What_does_not_make_a_way_to_the_clinic_is_refused(string says, params string[] chosen) =>
        Assert.Contains(Refusals(chosen.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1])), line => line.Contains(says));

    [Theory]
    [InlineData("--patient", "p9")]
    [InlineData("--broker", "h:1883")]
    [InlineData("--paired", "no")]
    [InlineData("--clinic", "localhost:1")]
    public void A_paired_home_goes_to_its_clinic_and_nowhere_else(string option, string value)
    {
        using var folder = new TemporaryFolder();
        var broker = new GrantedBroker("localhost", 1883, "clinic.p7", "s3cret", null);
        PairedHome.Keep(folder.Path, new(1, "clinic", "p7", Paired: true, broker));
        var request = Read(new() { ["--data"] = folder.Path });
        Assert.Equal(("pelvic/v1/clinic/p7/", true, false), (request.Topics.Prefix, request.Paired, request.IsDemonstration));
        Assert.Equal(new ClinicBridge("localhost", 1883, null, "s3cret", "clinic.p7"), request.Clinic);
        Assert.Contains("this home is paired with a clinic", Assert.Single(Refusals(new() { ["--data"] = folder.Path, [option] = value })));

        File.WriteAllText(PairedHome.FileIn(folder.Path), "{");
        Assert.Contains("pairing.json: cannot be read", Assert.Single(Refusals(new() { ["--data"] = folder.Path })));
    }

    [Theory]
    [InlineData("0600", "s3cret\n", null)]
    [InlineData("0640", "s3cret", null)]
    [InlineData("0644", "s3cret", "everybody on this machine may read or write this password: chmod 600")]
    [InlineData("0600", "\n", "there is no password in it")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_password_comes_from_a_file_that_is_not_everybodys(string mode, string content, string? refusal)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "password");
        File.WriteAllText(file, content);
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        Dictionary<string, string> chosen = new() { ["--broker"] = "h:1883", ["--broker-user"] = "anna", ["--broker-password-file"] = file };
        if (refusal is null)
        {
            var broker = Read(chosen).Broker!;
            Assert.Equal("s3cret", broker.Password);
            Assert.DoesNotContain("s3cret", $"{broker} {Read(chosen)}");
        }
        else
        {
            Assert.Contains(refusal, Assert.Single(Refusals(chosen)));
        }
    }

    [Fact]
    public void Files_that_are_not_there_are_refused()
    {
        Dictionary<string, string> chosen = new()
        {
            ["--broker"] = "h:1883",
            ["--broker-user"] = "anna",
            ["--broker-password-file"] = "no-such-password",
            ["--broker-ca"] = "no-such-ca.pem",
        };
        Assert.Collection(
            Refusals(chosen),
            password => Assert.StartsWith("no-such-password: the password cannot be read", password),
            ca => Assert.Contains("'no-such-ca.pem' cannot be used", ca));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void The_data_folder_is_its_owners_alone_and_one_workers_at_a_time()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "new", "data");
        using (DataFolder.Take(path))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
            var taken = Assert.Throws<CommandException>(() => DataFolder.Take(path));
            Assert.Equal($"{path}: another worker uses this data folder: stop it, or name another folder with --data", taken.Message);
        }

        DataFolder.Take(path).Dispose();
    }

    [Fact]
    public void A_data_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        folder.Add("file", "");
        var path = Path.Combine(folder.Path, "file", "data");
        Assert.StartsWith($"{path}: the data folder cannot be used: ", Assert.Throws<CommandException>(() => DataFolder.Take(path)).Message);
    }

    private static RunRequest Read(Dictionary<string, string>? commandLine = null, Dictionary<string, string>? environment = null, string? file = null)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(file ?? ""));
        return RunSettings.Read(new Choices(
            setting => commandLine?.GetValueOrDefault(setting.Option.Name),
            variable => environment?.GetValueOrDefault(variable),
            file is null ? null : ("home.json", json),
            RunSettings.All));
    }

    private static IReadOnlyList<string> Refusals(
        Dictionary<string, string>? commandLine = null, Dictionary<string, string>? environment = null, string? file = null)
    {
        var refused = Assert.Throws<CommandException>(() => Read(commandLine, environment, file));
        Assert.Equal(2, refused.ExitCode);
        return refused.Lines;
    }
}
