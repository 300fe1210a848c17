using System.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A folder with projects that restore the packed package, as a user's would.</summary>
internal sealed class Consumer : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly string _folder;
    private readonly string _name;

    /// <summary>Makes the folder for several projects, none of them in it yet.</summary>
    public Consumer()
        : this("none") => File.Delete(Project);

    /// <summary>Makes the folder, with one project in it.</summary>
    /// <param name="name">The project's name, and so its image's: no two consumers share one.</param>
    /// <param name="body">What the project holds besides its framework and the package.</param>
    /// <param name="folder">The name of the folder, where it matters.</param>
    public Consumer(string name, string body = "", string folder = "consumer")
    {
        _name = name;
        _folder = _temporary.At(folder);
        Write("global.json", File.ReadAllText(RepositoryFolder.At("global.json")));
        Write(
            "NuGet.config",
            $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{ConsumerEnvironment.Packages}" />
              </config>
              <fallbackPackageFolders>
                <clear />
              </fallbackPackageFolders>
              <packageSources>
                <clear />
                <add key="packed" value="{TestEnvironment.Packages}" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
            </configuration>
            """);
        Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <LambdaBaseImageRegistry>{TestEnvironment.Registry}</LambdaBaseImageRegistry>
                <!-- Some have neither function nor layers, and make an image all the same. -->
                <LambdaImageEnabled Condition="'$(LambdaImageEnabled)' == ''">true</LambdaImageEnabled>
                <!-- Programs of tests ask nobody for events. -->
                <NoWarn>$(NoWarn);LAMBDAIMAGE5028</NoWarn>
              </PropertyGroup>
            </Project>
            """);
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        WriteProject(body);
    }

    /// <summary>The project file.</summary>
    public string Project => At(_name + ".csproj");

    /// <summary>The image's repository, by default.</summary>
    public string ImageRepository => _name.ToLowerInvariant();

    /// <summary>The image's name, by default.</summary>
    public string Image => ImageRepository + ":latest";

    /// <summary>What the package keeps between builds.</summary>
    public string WorkFolder => At("obj/Debug/net10.0/lambdaimage");

    /// <summary>A project with the package.</summary>
    /// <param name="body">What it holds besides its framework and the package.</param>
    /// <param name="framework">The element that names its framework or frameworks.</param>
    public static string ProjectText(string body, string framework = "<TargetFramework>net10.0</TargetFramework>") =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">

          <PropertyGroup>
            {framework}
          </PropertyGroup>

          <ItemGroup>
            <PackageReference Include="LambdaImage.Tasks" Version="{PackedPackage.Version}" PrivateAssets="all" />
          </ItemGroup>

        {body}

        </Project>
        """;

    /// <summary>Writes the project anew.</summary>
    public void WriteProject(string body, string framework = "<TargetFramework>net10.0</TargetFramework>") =>
        Write(_name + ".csproj", ProjectText(body, framework));

    /// <summary>Writes a file, and the folders that it needs.</summary>
    public string Write(string relative, string content) => _temporary.Write(Path.Combine(_folder, relative), content);

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string relative, byte[] content) => _temporary.Write(Path.Combine(_folder, relative), content);

    /// <summary>The full path of something in the folder.</summary>
    public string At(string relative) => Path.Combine(_folder, relative);

    /// <summary>The line of the project on which a text stands first, from 1.</summary>
    public int LineOf(string text) =>
        Array.FindIndex(File.ReadAllLines(Project), line => line.Contains(text, StringComparison.Ordinal)) is >= 0 and var index
            ? index + 1
            : throw new InvalidOperationException($"{Project} does not hold {text}.");

    /// <summary>Runs the .NET command line in the folder.</summary>
    /// <param name="log">The binary log to write.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="variables">Environment variables besides the usual, or instead of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How it ended.</returns>
    public async Task<BuildRun> RunAsync(
        string log,
        IReadOnlyList<string> arguments,
        IEnumerable<KeyValuePair<string, string>> variables,
        CancellationToken cancellationToken)
    {
        // What a consumer restores never changes.
        var restored = arguments[0] is "build" or "publish" && File.Exists(At("obj/project.assets.json"));
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-bl:" + log])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (restored)
        {
            start.ArgumentList.Add("--no-restore");
        }

        start.Environment.Clear();
        foreach (var (name, value) in ConsumerEnvironment.Variables().Concat(variables))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output + await error, log);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _temporary.Dispose();
}
