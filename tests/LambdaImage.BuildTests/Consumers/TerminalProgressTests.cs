using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>
/// What a user sees on a real terminal (the program <c>script</c> makes one). While a large image is sent, the engine takes the rest only
/// when the terminal shows how much it has.
/// </summary>
[TestClass]
public sealed class TerminalProgressTests
{
    private const int Size = 64_000_000;

    private static readonly string Base = TestEnvironment.Registry + "/dotnet:10-x86_64";

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow("-tl:on", " percent sent (", DisplayName = "terminal logger")]
    [DataRow("-tl:off -v:normal", " of 64 MB (", DisplayName = "console logger")]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Terminal_shows_how_much_of_a_large_image_is_sent(string logger, string expected)
    {
        var isShown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var engine = new ScriptedEngine();
        engine.Images.Store = ScriptedStore.GraphDriver;
        engine.Images.Add(new("sha256:base") { Tags = [Base] });
        engine.On("POST", "/images/load", async exchange =>
        {
            await exchange.ReadBodyAsync(Size * 62L / 100);
            await isShown.Task.WaitAsync(TestContext.CancellationToken);
            await engine.Images.LoadAsync(exchange);
        });
        using var consumer = new Consumer("TerminalProgress", """  <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>""");
        consumer.Write("layer/large", new byte[Size]);

        var (exitCode, screen) = await RunAsync(
            consumer,
            $"dotnet build -t:LambdaImage {logger} -p:LambdaRie=Never -p:LambdaImageDockerHost={engine.Address}",
            text =>
            {
                if (text.Contains(expected, StringComparison.Ordinal))
                {
                    isShown.TrySetResult();
                }
            });

        Assert.AreEqual(0, exitCode, screen);
        Assert.IsTrue(isShown.Task.IsCompleted, screen);
    }

    // The link is in no log file: only a terminal gets it, as https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda describes.
    [TestMethod]
    public async Task Error_of_a_task_links_to_its_heading_in_the_package()
    {
        using var consumer = new Consumer("TerminalLink");

        var (exitCode, screen) = await RunAsync(consumer, "dotnet build -t:LambdaImage -tl:on -p:LambdaImagePullPolicy=Sometimes", _ => { });

        Assert.AreEqual(1, exitCode, screen);
        var address = Regex.Match(screen, @"\x1b]8;;(file://\S+#lambdaimage2004)\x1b\\").Groups[1].Value;
        Assert.IsNotEmpty(address, screen);
        var link = new Uri(address);
        Assert.StartsWith(ConsumerEnvironment.Packages, link.LocalPath);
        Assert.Contains("## LAMBDAIMAGE2004", await File.ReadAllLinesAsync(link.LocalPath, TestContext.CancellationToken));
    }

    private async Task<(int ExitCode, string Screen)> RunAsync(Consumer consumer, string command, Action<string> see)
    {
        var start = new ProcessStartInfo("script", ["-qefc", command, "/dev/null"])
        {
            WorkingDirectory = Path.GetDirectoryName(consumer.Project),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in ConsumerEnvironment.Variables())
        {
            start.Environment[name] = value;
        }

        start.Environment["TERM"] = "xterm";
        using var process = Process.Start(start)!;
        var screen = new StringBuilder();
        try
        {
            var buffer = new char[4096];
            while (await process.StandardOutput.ReadAsync(buffer, TestContext.CancellationToken) is > 0 and var read)
            {
                screen.Append(buffer, 0, read);
                see(screen.ToString());
            }

            await process.WaitForExitAsync(TestContext.CancellationToken);
            return (process.ExitCode, screen.ToString());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            TestContext.WriteLine(screen.ToString());
            throw;
        }
    }
}
