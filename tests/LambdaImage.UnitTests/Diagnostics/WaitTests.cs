using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Diagnostics;

[TestClass]
public sealed class WaitTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _lines = [];

    [TestMethod]
    public void Wait_that_is_short_is_not_told()
    {
        using (Start())
        {
            Advance(4.9);
        }

        Advance(100);

        Assert.IsEmpty(_lines);
    }

    [TestMethod]
    public void Wait_that_is_long_is_told_ever_more_seldom_and_once_a_minute_in_the_end()
    {
        using var wait = Start();

        Advance(200);

        Assert.AreEqual("5 10 20 40 80 140 200", string.Join(' ', _lines.Select(line => line.Split('(')[1].Split(' ')[0])));
        Assert.AreEqual("Waiting for the engine (5 s)", _lines[0]);
    }

    [TestMethod]
    public void Wait_that_is_over_is_told_no_more()
    {
        var wait = Start();
        Advance(5);
        wait.Dispose();

        Advance(100);

        Assert.HasCount(1, _lines);
    }

    [TestMethod]
    public void Wait_that_starts_anew_is_told_after_five_seconds_again()
    {
        using var wait = Start();
        for (var i = 0; i < 10; i++)
        {
            Advance(4);
            wait.Restart();
        }

        Assert.IsEmpty(_lines);
        Advance(5);

        Assert.AreEqual("Waiting for the engine (5 s)", _lines.Single());
    }

    private Wait Start() => new Waits(new SynchronousLines(_lines), _clock).Start("the engine");

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
