using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// The sensor on skin and fat, shaken by the pelvis: a damped spring in each direction, stepped exactly for an acceleration that is
/// constant between two samples.
/// </summary>
internal sealed class Flesh
{
    private readonly double _stiffness;
    private readonly double _friction;
    private readonly double _coupling;
    private readonly double _turn;
    private readonly double _slant;
    private readonly double _keepPlace;
    private readonly double _placeFromSpeed;
    private readonly double _speedFromPlace;
    private readonly double _keepSpeed;
    private Vector3D _place;
    private Vector3D _speed;

    public Flesh(SoftTissue tissue, double rate, Seeded random)
    {
        var natural = 2 * Math.PI * tissue.Frequency;
        var decay = tissue.Damping * natural;
        var swing = natural * Math.Sqrt(1 - (tissue.Damping * tissue.Damping));
        var fade = Math.Exp(-decay / rate);
        var (sin, cos) = Math.SinCos(swing / rate);
        _stiffness = natural * natural;
        _friction = 2 * decay;
        _coupling = tissue.Coupling;
        _turn = tissue.TurnPerMillimetre * 1000 * Math.PI / 180;
        _slant = random.Draw(-0.4, 0.4);
        _keepPlace = fade * (cos + (decay / swing * sin));
        _placeFromSpeed = fade * sin / swing;
        _speedFromPlace = -_stiffness * _placeFromSpeed;
        _keepSpeed = fade * (cos - (decay / swing * sin));
    }

    /// <summary>The sensor against the pelvis now, and one step on.</summary>
    /// <param name="shaking">Acceleration of the pelvis where the sensor is, gravity left out, pelvis axes; m/s².</param>
    /// <returns>Rotation vector (rad), its rate (rad/s) and added acceleration (m/s²), pelvis axes.</returns>
    public (Vector3D Turn, Vector3D Rate, Vector3D Acceleration) Follow(Vector3D shaking)
    {
        var push = shaking * -_coupling;
        var acceleration = push - (_place * _stiffness) - (_speed * _friction);
        var result = (Turned(_place), Turned(_speed), acceleration);
        var settled = push * (1 / _stiffness);
        var away = _place - settled;
        (_place, _speed) = (
            settled + (away * _keepPlace) + (_speed * _placeFromSpeed),
            (away * _speedFromPlace) + (_speed * _keepSpeed));
        return result;
    }

    // Sideways tips it sideways, up and down tips it fore and aft, and a little of that sideways since nobody is symmetrical.
    private Vector3D Turned(Vector3D moved) => new((moved.Y + (_slant * moved.Z)) * _turn, moved.Z * _turn, 0);
}
