using LambdaImage.LayerVersions;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class LayerVersionLockWaitTests
{
    [TestMethod]
    public void Add_while_a_stopped_process_holds_the_mutex_does_not_wait_for_it_for_ever()
    {
        using var folder = new TemporaryFolder();
        var file = new LayerVersionLock(folder.At("lambda-layers.lock.json")) { LongestWait = TimeSpan.FromMilliseconds(1) };
        using var isHeld = new ManualResetEventSlim();
        using var isOver = new ManualResetEventSlim();

        // A mutex belongs to a thread.
        var holder = new Thread(() =>
        {
            using var mutex = new Mutex(initiallyOwned: true, file.MutexName);
            isHeld.Set();
            isOver.Wait();
            mutex.ReleaseMutex();
        });
        holder.Start();
        isHeld.Wait();

        file.Add(new Dictionary<string, string> { [LayerWorkspace.Arn] = new('0', 64) });

        isOver.Set();
        holder.Join();
        Assert.AreEqual(new string('0', 64), file.Read()[LayerWorkspace.Arn]);
    }
}
