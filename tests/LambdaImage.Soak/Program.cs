using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using CsCheck;
using LambdaImage.Soak;
using Microsoft.Build.Locator;

MSBuildLocator.RegisterDefaults();
if (args is ["--child", var project])
{
    Console.WriteLine(Child.Build(project));
    return 0;
}

if (args is not [var endpoint, var packages, var minutes, .. var rest])
{
    await Console.Error.WriteLineAsync("Run it with eng/soak.");
    return 2;
}

var cache = Directory.CreateTempSubdirectory("li-soak-cache-").FullName;
Environment.SetEnvironmentVariable("XDG_CACHE_HOME", cache);
Environment.SetEnvironmentVariable("DOCKER_HOST", endpoint);
var package = Directory.CreateTempSubdirectory("li-soak-package-").FullName;
await ZipFile.ExtractToDirectoryAsync(Directory.GetFiles(packages, "LambdaImage.Tasks.*.nupkg").Single(), package);
try
{
    using var soak = new SoakRun(endpoint, package);
    return Samples.Run(soak, (int)(double.Parse(minutes, CultureInfo.InvariantCulture) * 60), rest.FirstOrDefault(seed => seed.Length > 0));
}
finally
{
    Directory.Delete(cache, recursive: true);
}

namespace LambdaImage.Soak
{
    /// <summary>Builds in the process that is to be killed. Apart from the program, whose start must come before MSBuild's types.</summary>
    internal static class Child
    {
        public static string Build(string project) => PackageBuild.Run(project).Log;
    }

    /// <summary>Random edits, sample after sample.</summary>
    internal static class Samples
    {
        private const string AllPassed = "soak: no difference";

        public static int Run(SoakRun soak, int seconds, string? seed)
        {
            var watch = Stopwatch.StartNew();
            var cheap = Enum.GetValues<Edit>().Except([Edit.LetFilesAge, Edit.KillBuild]).ToArray();
            var edit = Gen.Frequency((30, Gen.Int[0, cheap.Length - 1].Select(i => cheap[i])), (1, Gen.Const(Edit.LetFilesAge)), (1, Gen.Const(Edit.KillBuild)));
            var step = Gen.Select(edit, Gen.Int[0, 9_999], Gen.Int[0, 9_999], Gen.Int[0, 9_999], Gen.Bool, (what, a, b, c, builds) => new Step(what, a, b, c, builds));
            try
            {
                // A seed is tried alone; the sizes it shrinks by are random, and go on until the time is over.
                step.List[1, 30].Sample(
                    steps => Model.Run(soak, steps),
                    Console.WriteLine,
                    seed,
                    time: seconds,
                    threads: 1,
                    print: steps => string.Join('\n', steps));
                Console.WriteLine(AllPassed);
                return Summary(soak, watch, failed: 0);
            }
            catch (CsCheckException failure)
            {
                Console.WriteLine(failure.Message);
                Console.WriteLine(failure.InnerException);
                return Summary(soak, watch, failed: 1);
            }
        }

        private static int Summary(SoakRun soak, Stopwatch watch, int failed)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"soak: {soak.Steps} steps, {soak.Builds} builds checked in {watch.Elapsed.TotalSeconds:0} s"));
            return failed;
        }
    }
}
