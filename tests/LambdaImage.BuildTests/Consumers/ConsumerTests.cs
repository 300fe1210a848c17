namespace LambdaImage.BuildTests.Consumers;

/// <summary>Tests that build a consumer. The binary logs of a failed test stay, and its message names them.</summary>
public abstract class ConsumerTests
{
    private readonly List<string> _logs = [];

    /// <summary>The running test.</summary>
    public required TestContext TestContext { get; set; }

    [TestCleanup]
    public void DeleteLogsOfPassedTest()
    {
        if (TestContext.CurrentTestOutcome == UnitTestOutcome.Passed)
        {
            _logs.ForEach(File.Delete);
        }
        else
        {
            _logs.ForEach(log => TestContext.WriteLine("Binary log: " + log));
        }
    }

    /// <summary>Builds the image that the tests of a class look at. Its binary log stays until the next run.</summary>
    private protected static async Task PrepareImageAsync(Consumer consumer, TestContext context)
    {
        var log = Path.Combine(ConsumerEnvironment.Logs, Path.GetFileNameWithoutExtension(consumer.Project) + ".binlog");
        (await consumer.RunAsync(log, ["build", "-t:LambdaImage"], [], context.CancellationToken)).Succeeded();
    }

    /// <summary>Builds the image: <c>dotnet build -t:LambdaImage</c>.</summary>
    private protected Task<BuildRun> BuildImageAsync(Consumer consumer, params string[] arguments) =>
        RunAsync(consumer, ["build", "-t:LambdaImage", .. arguments]);

    /// <summary>Runs the .NET command line.</summary>
    private protected Task<BuildRun> RunAsync(Consumer consumer, params string[] arguments) => RunAsync(consumer, [], arguments);

    /// <summary>Runs the .NET command line with environment variables.</summary>
    private protected Task<BuildRun> RunAsync(Consumer consumer, Dictionary<string, string> variables, params string[] arguments)
    {
        var log = Path.Combine(ConsumerEnvironment.Logs, $"{GetType().Name}-{Guid.NewGuid():N}.binlog");
        _logs.Add(log);
        return consumer.RunAsync(log, arguments, variables, TestContext.CancellationToken);
    }
}
