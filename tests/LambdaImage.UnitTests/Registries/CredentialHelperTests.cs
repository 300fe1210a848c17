using LambdaImage.Diagnostics;
using LambdaImage.Registries.Credentials;
using LambdaImage.Testing;
namespace LambdaImage.UnitTests.Registries;

/// <summary>Helpers are found on the PATH only, so these get a folder of their own on it.</summary>
[TestClass]
public sealed class CredentialHelperTests
{
    private const string Variable = "PATH";
    private const string Answer = """{ "ServerURL": "x", "Username": "me", "Secret": "word" }""";

    private static TemporaryFolder? _folder;
    private static string? _path;

    private readonly List<string> _lines = [];

    // Names that no other helper has: tests of other classes run at the same time.
    private readonly string _name = "li-" + Guid.NewGuid().ToString("N");

    public TestContext TestContext { get; set; } = null!;

    private static TemporaryFolder Folder => _folder!;

    [ClassInitialize]
    public static void PutFolderOnPath(TestContext context)
    {
        _folder = new();
        _path = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, $"{_folder.Path}{Path.PathSeparator}{_path}");
    }

    [ClassCleanup]
    public static void TakeFolderOffPath()
    {
        Environment.SetEnvironmentVariable(Variable, _path);
        _folder?.Dispose();
    }

    [TestMethod]
    public async Task FindAsync_with_a_helper_for_the_registry_gives_what_it_says()
    {
        Helper($"cat >/dev/null; echo '{Answer}'");

        var found = await FindAsync("registry.test", $$"""{ "credHelpers": { "registry.test": "{{_name}}" } }""");

        Assert.AreEqual((new("me", "word"), null), found);
    }

    [TestMethod]
    public async Task FindAsync_with_a_helper_for_all_gives_what_it_says()
    {
        Helper($"cat >/dev/null; echo '{Answer}'");

        var found = await FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""");

        Assert.AreEqual((new("me", "word"), null), found);
    }

    [TestMethod]
    public async Task FindAsync_with_two_helpers_asks_that_of_the_registry()
    {
        Helper($"cat >/dev/null; echo '{Answer}'");

        var found = await FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}-nowhere", "credHelpers": { "registry.test": "{{_name}}" } }""");

        Assert.AreEqual((new("me", "word"), null), found);
    }

    [TestMethod]
    public async Task FindAsync_with_an_empty_helper_for_the_registry_reads_the_file()
    {
        var found = await FindAsync("registry.test", $$"""
            { "credsStore": "{{_name}}", "credHelpers": { "registry.test": "" }, "auths": { "registry.test": { "auth": "bWU6d29yZA==" } } }
            """);

        Assert.AreEqual((new("me", "word"), null), found);
    }

    [TestMethod]
    [DataRow("registry.test:5000", "registry.test:5000")]
    [DataRow("docker.io", "https://index.docker.io/v1/")]
    public async Task FindAsync_with_a_helper_asks_it_for_the_registry(string registry, string asked)
    {
        Helper($"printf '%s ' \"$@\" >'{Folder.At(_name)}'; cat >>'{Folder.At(_name)}'; echo '{Answer}'");

        await FindAsync(registry, $$"""{ "credsStore": "{{_name}}" }""");

        Assert.AreEqual("get " + asked, await File.ReadAllTextAsync(Folder.At(_name), TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task FindAsync_with_a_helper_for_docker_hub_knows_its_old_name()
    {
        Helper($"cat >/dev/null; echo '{Answer}'");

        var found = await FindAsync("docker.io", $$"""{ "credHelpers": { "https://index.docker.io/v1/": "{{_name}}" } }""");

        Assert.AreEqual((new("me", "word"), null), found);
    }

    [TestMethod]
    public async Task FindAsync_with_a_helper_that_keeps_a_token_gives_the_token()
    {
        Helper("cat >/dev/null; echo '{ \"Username\": \"<token>\", \"Secret\": \"abc\" }'");

        var found = await FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""");

        Assert.AreEqual((new(string.Empty, string.Empty, "abc"), null), found);
    }

    [TestMethod]
    [DataRow("cat >/dev/null; echo 'credentials not found in native keychain'; exit 1")]
    [DataRow("cat >/dev/null; echo 'Credentials not found' >&2; exit 1")]
    [DataRow("exec <&-; echo 'credentials not found in native keychain'; exit 1")]
    public async Task FindAsync_with_a_helper_that_has_none_gives_none(string script)
    {
        Helper(script);

        var found = await FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""");

        Assert.AreEqual((null, null), found);
    }

    [TestMethod]
    [DataRow("cat >/dev/null; echo 'the keychain is locked'; exit 1", "the keychain is locked")]
    [DataRow("cat >/dev/null; echo 'no display' >&2; exit 2", "no display")]
    [DataRow("cat >/dev/null; echo 'no json'", "can't be used")]
    [DataRow("cat >/dev/null", "can't be used")]
    [DataRow("cat >/dev/null; printf '%s' '{ \"Username\": \"\\ud800\", \"Secret\": \"x\" }'", "can't be used")]
    [DataRow("cat >/dev/null; echo '[[[[[['", "can't be used")]
    [DataRow("cat >/dev/null; echo '{ \"Username\": 5, \"Secret\": \"x\" }'", "can't be used")]
    public async Task FindAsync_with_a_helper_that_fails_gives_none_and_says_why(string script, string why)
    {
        Helper(script);

        var (credentials, problem) = await FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""");

        Assert.IsNull(credentials);
        Assert.Contains($"docker-credential-{_name}", problem!);
        Assert.Contains(why, problem!);
    }

    [TestMethod]
    public async Task FindAsync_with_a_helper_that_is_not_there_gives_none_and_says_so()
    {
        var (credentials, problem) = await FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""");

        Assert.IsNull(credentials);
        Assert.Contains($"docker-credential-{_name}, which config.json names, can't be used", problem!);
    }

    [TestMethod]
    public async Task FindAsync_that_is_cancelled_ends_the_helper()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        Shell.Run(Folder.Path, $"mkfifo {_name}.started {_name}.never");
        Helper($"cat >/dev/null; echo $$ >'{Folder.At(_name)}.started'; exec cat '{Folder.At(_name)}.never'");
        var finding = FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""", stop.Token);
        await File.ReadAllTextAsync(Folder.At(_name + ".started"), TestContext.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => finding);
    }

    [TestMethod]
    public async Task FindAsync_with_a_helper_that_never_ends_ends_it_with_all_that_it_started()
    {
        // The child holds the pipe open as long as it lives, so reading it to its end waits for the child's.
        var clock = new ManualClock();
        Shell.Run(Folder.Path, $"mkfifo {_name}.alive {_name}.never");
        Helper($"cat >/dev/null; (echo started; exec cat '{Folder.At(_name)}.never') >'{Folder.At(_name)}.alive' & wait");
        var finding = FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""", TestContext.CancellationToken, new(TimeSpan.FromSeconds(60), new(new SynchronousLines(_lines), clock)));
        using var alive = new StreamReader(Folder.At(_name + ".alive"));
        await alive.ReadLineAsync(TestContext.CancellationToken);

        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(60), TestContext.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(60));

        var failure = await Expect.FailureAsync(DiagnosticCodes.CredentialTimeout, () => finding);
        Assert.Contains($"docker-credential-{_name}", failure.Message);
        Assert.Contains("60 s", failure.Message);
        Assert.AreEqual(string.Empty, await alive.ReadToEndAsync(TestContext.CancellationToken));
        Assert.AreEqual($"Waiting for docker-credential-{_name} to give the credentials for registry.test (5 s)", _lines[0]);
    }

    [TestMethod]
    public async Task FindAsync_with_a_helper_that_writes_without_end_ends_it()
    {
        Helper("exec yes");

        var (credentials, problem) = await FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""");

        Assert.IsNull(credentials);
        Assert.Contains("it wrote more than 1 MB", problem!);
    }

    [TestMethod]
    public async Task FindAsync_with_a_helper_that_warns_without_end_takes_what_it_says()
    {
        Helper($"cat >/dev/null; yes | head -c 3000000 >&2; echo '{Answer}'");

        var found = await FindAsync("registry.test", $$"""{ "credsStore": "{{_name}}" }""");

        Assert.AreEqual((new("me", "word"), null), found);
    }

    // Not written by this process: a process that another test starts meanwhile would inherit the open file, and a program
    // that is open for writing can't be run.
    private void Helper(string script) =>
        Shell.Run(Folder.Path, $"cat >docker-credential-{_name} <<'END'\n#!/bin/sh\n{script}\nEND\nchmod 755 docker-credential-{_name}");

    private Task<(RegistryCredentials? Credentials, string? Problem)> FindAsync(string registry, string config) =>
        FindAsync(registry, config, TestContext.CancellationToken);

    private static async Task<(RegistryCredentials? Credentials, string? Problem)> FindAsync(
        string registry,
        string config,
        CancellationToken cancellationToken,
        CredentialPatience? patience = null)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", config);
        return await new DockerConfigCredentials(folder.Path, patience).FindAsync(registry, cancellationToken);
    }
}
