namespace PelvicFeedback.Sensors.Simulated;

/// <summary>The involuntary sway of the whole pelvis in one way of standing; ways in metres, angles in degrees.</summary>
internal sealed class Sways
{
    private static readonly Between Balance = new(0.2, 2);

    private Sways(Sway forward, Sway left, Sway turn, Sway obliquity, Sway tilt) =>
        (Forward, Left, Turn, Obliquity, Tilt) = (forward, left, turn, obliquity, tilt);

    private Sway Forward { get; }

    private Sway Left { get; }

    private Sway Turn { get; }

    private Sway Obliquity { get; }

    private Sway Tilt { get; }

    public static Sways OfStanding(SimulatedPatient patient, Seeded random) => new(
        Sway.OfSize(random, patient.StandingSway, new(0.05, 0.8)),
        Sway.OfSize(random, patient.StandingSway * 0.6, new(0.05, 0.8)),
        Sway.OfSize(random, patient.StandingWobble * 1.5, new(0.05, 0.6)),
        Sway.OfSize(random, patient.StandingWobble, new(0.05, 0.6)),
        Sway.OfSize(random, patient.StandingWobble * 1.2, new(0.05, 0.6)));

    public static Sways OfOneLeg(SimulatedPatient patient, Seeded random) => new(
        Sway.OfSpeed(random, patient.OneLegSway * 0.8, Balance),
        Sway.OfSpeed(random, patient.OneLegSway, Balance),
        Sway.OfSize(random, patient.TurnWobble, Balance),
        Sway.OfSize(random, patient.ObliquityWobble, Balance),
        Sway.OfSize(random, patient.TiltWobble, Balance));

    /// <summary>A bridge on one side trembles: its turning is about the long axis, i.e. roll.</summary>
    public static Sways OfBridge(SimulatedPatient patient, Seeded random) => new(
        Sway.OfSpeed(random, patient.Bridge.SagTremble * 0.025, Balance),
        Sway.OfSpeed(random, patient.Bridge.SagTremble * 0.025, Balance),
        Sway.OfSize(random, patient.Bridge.RollTremble, Balance),
        Sway.OfSize(random, patient.Bridge.SagTremble, Balance),
        Sway.OfSize(random, patient.Bridge.SagTremble / 2, Balance));

    public void AddTo(ref Jet forward, ref Jet left, ref Jet turn, ref Jet obliquity, ref Jet tilt, Jet share, double time)
    {
        if (share == 0)
        {
            return;
        }

        forward += share * Forward.At(time);
        left += share * Left.At(time);
        turn += share * Turn.At(time);
        obliquity += share * Obliquity.At(time);
        tilt += share * Tilt.At(time);
    }
}
