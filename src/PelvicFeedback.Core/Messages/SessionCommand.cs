using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Who commands.</summary>
public enum CommandRole
{
    /// <summary>The patient's page.</summary>
    Coach,

    /// <summary>The clinic.</summary>
    Hub,
}

/// <summary>The commands, by the last level of their topic; those from <see cref="SetPlan"/> on are the clinic's.</summary>
public enum CommandName
{
    /// <summary>Begin a session.</summary>
    StartSession,

    /// <summary>Answer the question asked.</summary>
    Answer,

    /// <summary>Calibrate, or calibrate again.</summary>
    Calibrate,

    /// <summary>Begin this exercise.</summary>
    StartExercise,

    /// <summary>Go on to what comes next.</summary>
    Next,

    /// <summary>Stand by.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Resume,

    /// <summary>End the session at once.</summary>
    Stop,

    /// <summary>Do the last set again.</summary>
    Redo,

    /// <summary>Say how much it hurts.</summary>
    Pain,

    /// <summary>Choose what is heard.</summary>
    SetSound,

    /// <summary>A person takes over from the automatic patient.</summary>
    TakeOver,

    /// <summary>The plan.</summary>
    SetPlan,

    /// <summary>Another band, from the next set on.</summary>
    SetBand,

    /// <summary>The clinic watches, for 30 s.</summary>
    Watch,

    /// <summary>Words of the therapist, to be shown.</summary>
    Message,
}

/// <summary>Why a session is stopped by a person.</summary>
public enum StopReason
{
    /// <summary>Too painful.</summary>
    Pain,

    /// <summary>Dizzy or unwell.</summary>
    Unwell,

    /// <summary>Nearly fell.</summary>
    NearlyFell,

    /// <summary>Fell: a high alarm at the clinic.</summary>
    Fell,

    /// <summary>Tired.</summary>
    Tired,

    /// <summary>The sensor.</summary>
    Sensor,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>What every command says.</summary>
/// <param name="CommandId">The command's own name, 1–64 letters of a pseudonym: the same again gets the same reply and does nothing more.</param>
/// <param name="ExpiresAt">From then on it must not be carried out.</param>
/// <param name="SessionId">The session it is meant for; null where none exists.</param>
public sealed record CommandHead(string CommandId, UtcInstant ExpiresAt, Pseudonym? SessionId);

/// <summary>What a page or the clinic wants of the session.</summary>
/// <param name="Head">What every command says.</param>
public abstract record SessionCommand(CommandHead Head)
{
    /// <summary>Which command it is: the last level of its topic.</summary>
    public abstract CommandName Name { get; }

    /// <summary>Whose command it is.</summary>
    public CommandRole Role => RoleOf(Name);

    /// <summary>Whose command that is.</summary>
    public static CommandRole RoleOf(CommandName name) => name >= CommandName.SetPlan ? CommandRole.Hub : CommandRole.Coach;

    internal static SessionCommand? Read(CommandName name, FieldReader fields)
    {
        fields.Version();
        var id = fields.Name("cmdId");
        var head = new CommandHead(id ?? "", fields.Time("expiresAt"), fields.PseudonymOrNull("sessionId"));
        return name switch
        {
            CommandName.StartSession => new StartSession(head),
            CommandName.Answer => Answer.Read(head, fields),
            CommandName.Calibrate => new Calibrate(head, fields.Word<CalibrationStep>("kind")),
            CommandName.StartExercise => new StartExercise(head, fields.Prescription()),
            CommandName.Next => new Next(head),
            CommandName.Pause => new Pause(head),
            CommandName.Resume => new Resume(head),
            CommandName.Stop => new Stop(head, fields.Word<StopReason>("reason")),
            CommandName.Redo => new Redo(head),
            CommandName.Pain => new Pain(head, fields.Count("value", 0, 10)),
            CommandName.SetSound => new SetSound(head, fields.Word<Sound>("sound")),
            CommandName.TakeOver => new TakeOver(head),
            CommandName.SetPlan => fields.Object("plan") is { } plan && Plan.Read(plan) is { } read ? new SetPlan(head, read) : null,
            CommandName.SetBand => new SetBand(head, fields.Prescription(), fields.ObjectOrNull("band") is { } band ? BandSetting.Read(band) : null),
            CommandName.Watch => new Watch(head, fields.Flag("on")),
            _ => fields.Sentence("text", ShowMessage.Longest) is { } text ? new ShowMessage(head, text) : null,
        };
    }

    internal void Write(FieldWriter fields)
    {
        fields.Version();
        fields.Text("cmdId"u8, Head.CommandId);
        fields.Time("expiresAt"u8, Head.ExpiresAt);
        fields.Text("sessionId"u8, Head.SessionId?.ToString());
        WriteOwn(fields);
    }

    private protected virtual void WriteOwn(FieldWriter fields)
    {
    }

    /// <summary>Begin a session.</summary>
    public sealed record StartSession(CommandHead Head) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.StartSession;
    }

    /// <summary>Answer the question asked.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Question">Which question.</param>
    /// <param name="Score">0–10, for questions about pain; else null.</param>
    /// <param name="Yes">Yes or no, for the other questions; else null.</param>
    public sealed record Answer(CommandHead Head, Question Question, int? Score, bool? Yes) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Answer;

        internal static Answer Read(CommandHead head, FieldReader fields)
        {
            var question = fields.Word<Question>("question");
            return question.AsksForNumber() ? new(head, question, fields.Count("value", 0, 10), null) : new(head, question, null, fields.Flag("value"));
        }

        private protected override void WriteOwn(FieldWriter fields)
        {
            fields.Word<Question>("question"u8, Question);
            if (Score is { } score)
            {
                fields.Count("value"u8, score);
            }
            else
            {
                fields.Flag("value"u8, Yes);
            }
        }
    }

    /// <summary>Calibrate, or calibrate again.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Kind">From which step on; static also says that the belt was put on again.</param>
    public sealed record Calibrate(CommandHead Head, CalibrationStep Kind) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Calibrate;

        private protected override void WriteOwn(FieldWriter fields) => fields.Word<CalibrationStep>("kind"u8, Kind);
    }

    /// <summary>Begin this exercise.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Prescription">Which, on which side; it has to be in the plan.</param>
    public sealed record StartExercise(CommandHead Head, Prescription Prescription) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.StartExercise;

        private protected override void WriteOwn(FieldWriter fields) => fields.PrescriptionOrNull(Prescription);
    }

    /// <summary>Go on to what comes next.</summary>
    public sealed record Next(CommandHead Head) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Next;
    }

    /// <summary>Stand by.</summary>
    public sealed record Pause(CommandHead Head) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Pause;
    }

    /// <summary>Go on after a pause.</summary>
    public sealed record Resume(CommandHead Head) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Resume;
    }

    /// <summary>End the session at once.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Stop(CommandHead Head, StopReason Reason) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Stop;

        private protected override void WriteOwn(FieldWriter fields) => fields.Word<StopReason>("reason"u8, Reason);
    }

    /// <summary>Do the last set again.</summary>
    public sealed record Redo(CommandHead Head) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Redo;
    }

    /// <summary>Say how much it hurts.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Value">0–10.</param>
    public sealed record Pain(CommandHead Head, int Value) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Pain;

        private protected override void WriteOwn(FieldWriter fields) => fields.Count("value"u8, Value);
    }

    /// <summary>Choose what is heard.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Sound">What.</param>
    public sealed record SetSound(CommandHead Head, Sound Sound) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.SetSound;

        private protected override void WriteOwn(FieldWriter fields) => fields.Word<Sound>("sound"u8, Sound);
    }

    /// <summary>A person takes over from the automatic patient.</summary>
    public sealed record TakeOver(CommandHead Head) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.TakeOver;
    }

    /// <summary>The plan.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Plan">In place of the one before.</param>
    public sealed record SetPlan(CommandHead Head, Plan Plan) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.SetPlan;

        private protected override void WriteOwn(FieldWriter fields) => fields.Object("plan"u8, Plan, (inside, plan) => plan.Write(inside));
    }

    /// <summary>Another band, from the next set on.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Prescription">For which exercise of the plan.</param>
    /// <param name="Band">The band; null for the exercise's default.</param>
    public sealed record SetBand(CommandHead Head, Prescription Prescription, BandSetting? Band) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.SetBand;

        private protected override void WriteOwn(FieldWriter fields)
        {
            fields.PrescriptionOrNull(Prescription);
            fields.Object("band"u8, Band, (inside, band) => band.Write(inside));
        }
    }

    /// <summary>The clinic watches, for 30 s from now; renewed by being sent again.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="On">False ends it.</param>
    public sealed record Watch(CommandHead Head, bool On) : SessionCommand(Head)
    {
        /// <inheritdoc/>
        public override CommandName Name => CommandName.Watch;

        private protected override void WriteOwn(FieldWriter fields) => fields.Flag("on"u8, On);
    }

    /// <summary>Words of the therapist, to be shown.</summary>
    /// <param name="Head">What every command says.</param>
    /// <param name="Text">1–<see cref="Longest"/> characters.</param>
    public sealed record ShowMessage(CommandHead Head, string Text) : SessionCommand(Head)
    {
        /// <summary>Characters at most.</summary>
        public const int Longest = 500;

        /// <inheritdoc/>
        public override CommandName Name => CommandName.Message;

        private protected override void WriteOwn(FieldWriter fields) => fields.Text("text"u8, Text);
    }
}
