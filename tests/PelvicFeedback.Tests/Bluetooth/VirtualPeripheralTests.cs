using System.Globalization;
using System.Text.Json;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;
using PelvicFeedback.Sensors.Bluetooth.Virtual;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Tests.Decoders;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>The virtual sensor's side of the project's own protocol, against the vectors that the C library passes too.</summary>
public class VirtualPeripheralTests
{
    [Fact]
    public void Quantities_are_rounded_as_their_vectors_say() => Assert.All(PelvisVectors.Of("quantise"), vector =>
    {
        var input = vector.Json.GetProperty("input").GetInt64();
        var output = vector.Json.GetProperty("quantity").GetString() switch
        {
            "quaternion" => Quantised.Quaternion(input / (double)(1 << 30)),
            "acceleration" => Quantised.Force(input * 1e-6),
            _ => Quantised.Rate(input * 1e-6),
        };
        Assert.Equal((vector.Name, vector.Number("output")), (vector.Name, output));
    });

    [Fact]
    public void A_notification_holds_as_many_samples_as_its_vector_says() => Assert.All(PelvisVectors.Of("capacity"), vector =>
        Assert.Equal(
            (vector.Name, vector.Number("samples")),
            (vector.Name, StreamPacking.Capacity(vector.Number("mtu"), (MotionContent)vector.Number("content"), vector.Number("rate")))));

    [Fact]
    public void What_it_streams_is_that_of_the_vectors_to_the_last_bit() => Assert.All(PelvisVectors.Of("stream"), vector =>
    {
        var (stream, sent) = (new StreamPacking(), new List<string>());
        Assert.True(stream.Begin(vector.Number("mtu"), (MotionContent)vector.Number("content"), vector.Number("rate"), (ushort)vector.Number("boot")));
        foreach (var sample in vector.Json.GetProperty("samples").EnumerateArray())
        {
            stream.Add(Sensed(sample));
            if (vector.Json.GetProperty("drained").GetBoolean())
            {
                Drain(stream.Take, sent);
            }
        }

        stream.Flush();
        Drain(stream.Take, sent);
        Assert.Equal(vector.List("notifications").Select(Convert.ToHexStringLower), sent);
        Assert.Equal(vector.Json.TryGetProperty("dropped", out var dropped) ? dropped.GetInt32() : 0, stream.Dropped);
    });

    [Fact]
    public void Descriptions_and_batteries_are_written_as_they_are_read()
    {
        foreach (var vector in PelvisVectors.Of("description").Where(one => one.Valid && !one.Json.TryGetProperty("writes", out _)))
        {
            Assert.Equal(DecodeFault.None, SensorDescription.Read(vector.Bytes, out var description));
            Assert.Equal(Convert.ToHexString(vector.Bytes), Convert.ToHexString(PelvisFacts.Of(description)));
        }

        foreach (var vector in PelvisVectors.Of("battery").Where(one => one.Valid && !one.Json.TryGetProperty("writes", out _)))
        {
            Assert.Equal(DecodeFault.None, PelvisBattery.Read(vector.Bytes, out var battery));
            Assert.Equal(Convert.ToHexString(vector.Bytes), Convert.ToHexString(PelvisFacts.Of(battery)));
        }
    }

    [Fact]
    public void Its_control_point_does_what_the_vectors_say() => Assert.All(PelvisVectors.Of("control"), vector =>
    {
        var around = new Around(vector);
        foreach (var step in vector.Json.GetProperty("steps").EnumerateArray())
        {
            around.Play(step.GetString()!);
        }
    });

    [Fact]
    public void What_it_offers_is_what_the_protocol_asks_for()
    {
        var services = VirtualGatt.Services(VirtualGatt.Description(0x1234), "virtual-1");
        var offered = services.SelectMany(service => service.Characteristics).ToDictionary(one => one.Id, one => one.Flags);
        Assert.Equal("notify encrypt-notify", string.Join(" ", offered[PelvisSensor.Stream]));
        Assert.Equal("write encrypt-write indicate encrypt-indicate", string.Join(" ", offered[PelvisSensor.Control]));
        Assert.Equal("read", string.Join(" ", offered[PelvisSensor.Description]));
        Assert.Contains("encrypt-read", offered[new PelvisSensor().Battery]);
        Assert.Contains("encrypt-read", offered[GattUuid.Sig(0x2A25)]);
        var sensor = new PelvisSensor();
        var description = services[0].Characteristics.Single(one => one.Id == PelvisSensor.Description).Value;
        Assert.Null(sensor.Choose(description, out var ask));
        Assert.Equal(new(sensor.Rates[0], sensor.Contents[0]), ask);
    }

    [Fact]
    public void A_simulated_minute_comes_back_whole()
    {
        var run = Simulation.Run(SimulatedPatient.Demonstration, new() { Rate = 100 }, SimulatedSession.Demonstration, 1);
        var given = run.Samples.Take(6000).Select(one => one.Sample).ToList();
        var (stream, sent) = (new StreamPacking(), new List<string>());
        stream.Begin(247, given[0].Content, 100, 7);
        foreach (var (i, sample) in given.Index())
        {
            stream.Add(new((uint)Math.Round(sample.Time.Seconds * 1e6), (ushort)i, sample.SensorToEarth, sample.SpecificForce, sample.AngularRate));
            Drain(stream.Take, sent);
        }

        var (samples, tally) = PelvisVectors.Decode(new PelvisStream(), sent.Select(Convert.FromHexString));
        Assert.Equal((given.Count, 0L, 0L), (samples.Count, tally.Lost, tally.Faults));
        Assert.All(given.Zip(samples), pair =>
        {
            Assert.Equal(pair.First.Time.Seconds, pair.Second.Time.Seconds, 2e-6);
            Assert.Equal(pair.First.SpecificForce.X, pair.Second.SpecificForce.X, 0.0026);
            Assert.Equal(pair.First.AngularRate.Z, pair.Second.AngularRate.Z, 0.00051);
        });
    }

    private static void Drain(Func<byte[]?> take, List<string> sent)
    {
        while (take() is { } notification)
        {
            sent.Add(Convert.ToHexStringLower(notification));
        }
    }

    private static SensedSample Sensed(JsonElement sample)
    {
        var q = Numbers("q", 1.0 / (1 << 30));
        var (a, w) = (Numbers("a", 1e-6), Numbers("w", 1e-6));
        return new(
            sample.GetProperty("t").GetUInt32(),
            (ushort)sample.GetProperty("counter").GetInt32(),
            new(q[0], q[1], q[2], q[3]),
            new(a[0], a[1], a[2]),
            new(w[0], w[1], w[2]),
            (ClippedAxes)sample.GetProperty("clipped").GetInt32(),
            sample.GetProperty("settling").GetBoolean());

        double[] Numbers(string name, double unit) => [.. sample.GetProperty(name).EnumerateArray().Select(number => number.GetInt64() * unit)];
    }

    // A central and the sensor around the control point, both as a vector's steps say.
    private sealed class Around : ISensorBody
    {
        private readonly string _vector;
        private SensorDescription _description;
        private PelvisPeripheral _sensor;
        private AttAnswer _written;
        private string _did = "";
        private SensedSample _next = new(0, 0, Rotation.Identity, new(0, 0, 9.80665), default);

        public Around(PelvisVectors.Vector vector)
        {
            _vector = vector.Name;
            SensorDescription.Read(PelvisVectors.Named("description-full").Bytes, out _description);
            _sensor = new(_description, this);
        }

        public uint Now { get; private set; }

        public void Sample(bool on, int rate, MotionContent content) => _did = on ? $"on {rate} {(int)content}" : "off";

        public void SelfTest() => _did = "self-test";

        public void Identify(int seconds) => _did = $"identify {seconds}";

        public void Play(string step)
        {
            var space = step.IndexOf(' ', StringComparison.Ordinal);
            var (word, rest) = space < 0 ? (step, "") : (step[..space], step[(space + 1)..]);
            switch (step)
            {
                case "connect": _sensor.Connected(); break;
                case "disconnect": _sensor.Disconnected(); break;
                case "encrypt": _sensor.Encrypted(); break;
                case "subscribe control": _sensor.SubscribedControl(true); break;
                case "subscribe stream": _sensor.SubscribedStream(true); break;
                case "unsubscribe stream": _sensor.SubscribedStream(false); break;
                case "confirm": _sensor.Confirmed(); break;
                case "no answer": Is(step, true, _sensor.Answer is null); break;
                case "sample":
                    _sensor.Add(_next);
                    _next = _next with { Counter = (ushort)(_next.Counter + 1), Microseconds = _next.Microseconds + 10_000 };
                    break;
                default: Play(step, word, rest); break;
            }
        }

        private void Play(string step, string word, string rest)
        {
            switch (word)
            {
                case "mtu": _sensor.Mtu(Number(rest)); break;
                case "battery": _sensor.BatteryPercent = Number(rest); break;
                case "now": Now = (uint)Number(rest); break;
                case "features":
                    _description = _description with { Features = (uint)Number(rest) };
                    _sensor = new(_description, this);
                    break;
                case "write": _written = _sensor.Write(Convert.FromHexString(rest)); break;
                case "att": Is(step, byte.Parse(rest, NumberStyles.HexNumber, CultureInfo.InvariantCulture), (byte)_written); break;
                case "answer": Is(step, rest, _sensor.Answer is { } answer ? Convert.ToHexStringLower(answer) : ""); break;
                case "tested": _sensor.SelfTested(Convert.FromHexString(rest)[0]); break;
                case "did":
                    Is(step, rest == "nothing" ? "" : rest, _did);
                    _did = "";
                    break;
                case "notifications":
                    var sent = new List<string>();
                    Drain(_sensor.Take, sent);
                    Is(step, Number(rest), sent.Count);
                    break;
                default: Assert.Fail($"{_vector}: {step}"); break;
            }
        }

        private void Is<T>(string step, T expected, T actual) => Assert.Equal((_vector, step, expected), (_vector, step, actual));

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
