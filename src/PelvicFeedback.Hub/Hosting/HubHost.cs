using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Alarms;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Live;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Hub.Web;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>A hub that runs: record, broker, link, web server, started in this order and stopped the other way round.</summary>
internal sealed class HubHost : IAsyncDisposable
{
    private const string FirstAccount = "admin";
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(1);

    private readonly Stack<IDisposable> _parts = new();
    private WebApplication? _web;

    private HubHost()
    {
    }

    /// <summary>What it is made of.</summary>
    public HubParts Parts { get; private set; } = null!;

    /// <summary>The web server.</summary>
    public WebApplication Web => _web!;

    /// <summary>Where the pages are, on this machine.</summary>
    public string Address => _web!.Urls.First(url => url.StartsWith("http:", StringComparison.Ordinal));

    /// <summary>The password of the administrator that the first start made, to be shown once; null at every later start.</summary>
    public string? FirstPassword { get; private set; }

    /// <summary>Starts a hub on a machine of its own.</summary>
    /// <param name="settings">How.</param>
    /// <param name="says">Told what goes wrong while it runs, in one line each; from any thread.</param>
    /// <param name="time">Its clock.</param>
    /// <exception cref="HubStoreException">The record cannot be opened.</exception>
    /// <exception cref="MqttUnavailableException">The broker does not start.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    /// <exception cref="ArgumentException">The certificate that was given cannot be used.</exception>
    public static Task<HubHost> Start(HubSettings settings, Action<string> says, TimeProvider time) =>
        Start(settings, authority => OneMachine.Open(settings, authority, says, time), says, time);

    /// <summary>Starts a hub.</summary>
    /// <param name="settings">How.</param>
    /// <param name="ground">Gives what it stands on.</param>
    /// <param name="says">Told what goes wrong while it runs, in one line each; from any thread.</param>
    /// <param name="time">Its clock.</param>
    public static async Task<HubHost> Start(HubSettings settings, Func<HubAuthority, Task<IHubGround>> ground, Action<string> says, TimeProvider time)
    {
        var hub = new HubHost();
        try
        {
            BrokerFolder.Make(settings.Data);
            BrokerFolder.Make(settings.Secrets);
            var authority = hub.Own(HubAuthority.Open(settings.Secrets, settings.Host, time.GetUtcNow(), settings.Certificate));
            hub.Parts = hub.Assemble(settings, authority, hub.Own(await ground(authority)), says, time);
            var site = hub.WelcomeFirst(settings);
            hub._web = HubWeb.Build(settings, hub.Parts);
            await hub.StartWeb();
            hub.Parts.Desk.Port = new Uri(hub._web.Urls.First(url => url.StartsWith("https:", StringComparison.Ordinal))).Port;
            hub.Own(hub.Parts.Ground.OnDuty(() => time.CreateTimer(_ => hub.DeleteOld(settings, says), null, TimeSpan.Zero, Daily)));
            if (settings.DemonstrationCode is { } file)
            {
                BrokerFolder.Write(file, hub.Parts.Desk.Issue(hub.DemonstrationPatient(site), "hub").Text() + "\n");
            }

            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_web is { } web)
        {
            using var courtesy = new CancellationTokenSource(Courtesy);
            await web.StopAsync(courtesy.Token);
            await web.DisposeAsync();
        }

        while (_parts.TryPop(out var part))
        {
            part.Dispose();
        }
    }

    private async Task StartWeb()
    {
        try
        {
            await _web!.StartAsync();
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new IOException(taken.Message.TrimEnd('.') + ": end what has it, or choose another with --port or --home-port", taken);
        }
    }

    private HubParts Assemble(HubSettings settings, HubAuthority authority, IHubGround ground, Action<string> says, TimeProvider time)
    {
        var database = ground.Database;
        var ledger = new Ledger(database, new IngestRule());
        var counts = new IngestCounts();
        var board = new LiveBoard(time, counts);
        database.Patients().Where(patient => patient.Standing != PatientStanding.Active).ToList().ForEach(patient => board.Forget(patient.Topics));
        LiveFeed? feed = null;
        var link = Own(ground.Connect(ledger, board, counts, Told));
        var desk = new PairingDesk(ledger, ground.Broker, authority, settings.Host, time);
        var homes = Own(new HomeCommands(link.Link, board, time));
        feed = Own(new LiveFeed(link.Link, board, homes, counts, time));
        Own(ground.OnDuty(() => new HubAlarms(database, board, counts, time)));
        Own(new CertificateWatch(desk.RenewCertificate, authority, says, time));
        void Told(Booked booked)
        {
            board.Count(booked);
            feed?.Tell(booked);
        }

        var plans = Own(new PlanPost(database, homes.Send, topics => board.Of(topics).Presence.IsOnline(board.Now), time));
        return new(time, ground, database, ledger, Own(new AccountBook(database, time)), board, counts, link, authority, desk, homes, feed, plans);
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    // Both roles: in a small clinic it is one person, who makes the other accounts.
    private Pseudonym WelcomeFirst(HubSettings settings)
    {
        if (Parts.Accounts.Find(FirstAccount) is { } known)
        {
            return known.Site;
        }

        var site = settings.Site ?? Pseudonym.Parse("c" + RandomNumberGenerator.GetHexString(11, lowercase: true));
        FirstPassword = Parts.Accounts.IsEmpty ? Parts.Accounts.Make(FirstAccount, site, Roles.All, "hub") : null;
        if (FirstPassword is { } password && settings.FirstPasswordFile is { } file)
        {
            BrokerFolder.Write(file, $"{FirstAccount} with the password {password}\n");
        }

        return site;
    }

    private PatientRecord DemonstrationPatient(Pseudonym site)
    {
        const string name = "Demonstration";
        var topics = new PatientTopics(site, Pseudonym.Parse("demo"));
        Parts.Ledger.Change(writing =>
        {
            var number = writing.NumberOf(topics) is > 0 and var known ? known : writing.AddPatient(topics, name, Parts.Now);
            return writing.Plan(number) is null ? writing.AddPlan(number, 1, DemoPlan.Plan, Parts.Now, "hub") : 0;
        });
        var patient = Parts.Database.Patients(site).Single(patient => patient.Topics.Prefix == topics.Prefix);

        // Its home begins every start with the demonstration's own plan: what was changed here is told again.
        Parts.Plans.Owe(patient);
        return patient;
    }

    private void DeleteOld(HubSettings settings, Action<string> says)
    {
        try
        {
            Parts.Ledger.Change(writing => writing.DeleteOld(Parts.Now, settings.KeepEvents, settings.KeepMotion));
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or HubStoreException or InvalidOperationException)
        {
            says("what is too old could not be deleted: " + broken.Message);
        }
    }
}
