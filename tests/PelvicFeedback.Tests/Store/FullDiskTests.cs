using System.Diagnostics;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Store;

/// <summary>When there is no more room: raw motion goes first, then what the hub has, never what it has not.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Megabyte = 1 << 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_at_its_limit_evicts_in_order_and_says_so() =>
        Fill(new() { Path = Path.Combine(_folder.Path, "home.db"), Paired = true, MaxBytes = 2 * Megabyte, ReserveBytes = 0 });

    [SmallDiskFact]
    public void A_full_disk_evicts_in_order_and_says_so()
    {
        using var disk = SmallDisk.Mounted(_folder.Path, 6 * Megabyte);
        Fill(new() { Path = Path.Combine(_folder.Path, "home.db"), Paired = true, ReserveBytes = 2 * Megabyte });
    }

    [SmallDiskFact]
    public void A_disk_that_others_have_filled_loses_no_committed_event()
    {
        using var disk = SmallDisk.Mounted(_folder.Path, 8 * Megabyte);
        var options = new StoreOptions { Path = Path.Combine(_folder.Path, "home.db"), Paired = true, ReserveBytes = 2 * Megabyte };
        using var store = HomeStore.Open(options, new SteppedTime());
        for (var second = 0; second < 60; second++)
        {
            store.AddMotion(Kept.Session, Kept.Second(second, new(second)));
        }

        SmallDisk.FillUp(Path.Combine(_folder.Path, "of somebody else"));
        var stored = store.Add(1000);

        Assert.Equal(1000, store.Owed);
        Assert.Contains(store.Faults.Standing, fault => fault.Kind == StoreFaultKind.MotionEvicted);
        Assert.DoesNotContain(store.Faults.Standing, fault => fault.Kind == StoreFaultKind.NotRecorded);
        Assert.Equal(1000, stored[^1].Id.Sequence);
    }

    [Fact]
    public void What_no_hub_has_is_never_evicted_for_something_newer()
    {
        var options = new StoreOptions { Path = Path.Combine(_folder.Path, "home.db"), MaxBytes = Megabyte, ReserveBytes = 0 };
        using var store = HomeStore.Open(options, new SteppedTime());
        Assert.True(store.AddMotion(Kept.Session, Kept.Second(0, new(0))));
        const int enough = 400;
        var stored = 0;
        while (stored < enough && store.Commit(Kept.Batch(Kept.Event(new('x', 4000)))) is not null)
        {
            stored++;
        }

        Assert.InRange(stored, 100, enough - 1);
        Assert.Equal((stored, 0), (Kept.Look(options.Path, "SELECT COUNT(*) FROM event"), Kept.Look(options.Path, "SELECT COUNT(*) FROM motion")));
        Assert.Equal([StoreFaultKind.NotRecorded, StoreFaultKind.MotionEvicted], store.Faults.Kinds);
    }

    private static void Fill(StoreOptions options)
    {
        using var store = HomeStore.Open(options, new SteppedTime());
        var settled = store.Add(500);
        Assert.Equal(500, store.Settle([.. settled.Select(one => Kept.Ack(one))])!.Count);
        for (var second = 0; second < 60; second++)
        {
            Assert.True(store.AddMotion(Kept.Session, Kept.Second(second, new(second))));
        }

        // Events of 4 KiB until none can be written any more.
        var owed = new List<StoredEvent>();
        var (motion, events) = (-1, -1);
        while (store.Commit(Kept.Batch(Kept.Event(new('x', 4000)))) is { } stored)
        {
            owed.Add(stored[0]);
            motion = motion < 0 && Has(store, StoreFaultKind.MotionEvicted) ? owed.Count : motion;
            events = events < 0 && Has(store, StoreFaultKind.EventsEvicted) ? owed.Count : events;
        }

        while (store.Commit(Kept.Batch(Kept.Event())) is { } small)
        {
            owed.Add(small[0]);
        }

        Assert.InRange(motion, 1, events - 1);
        Assert.Equal(0, Kept.Look(options.Path, "SELECT COUNT(*) FROM motion"));
        Assert.Equal(0, Kept.Look(options.Path, "SELECT COUNT(*) FROM event WHERE settled IS NOT NULL"));
        var fault = Assert.Single(store.Faults.Standing, one => one.Kind == StoreFaultKind.NotRecorded);
        Assert.StartsWith("not recorded: there is no room", fault.Says);
        store.AddMotion(Kept.Session, Kept.Second(99, new(99)));

        // Every event that was committed is there, and owed; and when the hub takes some there is room again.
        Assert.Equal(owed.Count, store.Owed);
        Assert.Equal(owed.Select(one => one.Id), store.Waiting(0, int.MaxValue).Select(one => one.Id));
        Assert.Equal(owed.Select(one => one.Payload), store.Waiting(0, int.MaxValue).Select(one => one.Payload));
        Assert.NotNull(store.Settle([.. owed[..20].Select(one => Kept.Ack(one))]));
        Assert.Equal(owed[^1].Id.Sequence + 1, Assert.Single(store.Commit(Kept.Batch(Kept.Event()))!).Id.Sequence);

        // What was not recorded stays counted, and is no fault that stands: events are recorded again.
        Assert.DoesNotContain(store.Faults.Standing, one => one is { Kind: StoreFaultKind.NotRecorded, About: "" });
        Assert.InRange(store.Faults.Count(StoreFaultKind.NotRecorded), 2, 4);
    }

    private static bool Has(HomeStore store, StoreFaultKind kind) => store.Faults.Count(kind) > 0;
}

/// <summary>A disk of a few megabytes in memory, mounted on a folder.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static SmallDisk Mounted(string folder, int bytes)
    {
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder));
        return new(folder);
    }

    public static bool IsAllowed()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using var folder = new TemporaryFolder();
        if (Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path) != 0)
        {
            return false;
        }

        Run("umount", folder.Path);
        return true;
    }

    public static void FillUp(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Dispose() => Assert.Equal(0, Run("umount", _folder));

    private static int Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}

/// <summary>Where a small disk cannot be mounted the limit of the file stands for it.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Allowed = new(SmallDisk.IsAllowed);

    public SmallDiskFactAttribute() => Skip = Allowed.Value ? null : "Mounting is not allowed here; the test with the file's limit stands for it.";
}
