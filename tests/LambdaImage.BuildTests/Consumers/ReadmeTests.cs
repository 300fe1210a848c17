using System.Text.RegularExpressions;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>The examples of README.md, as they are written there.</summary>
[TestClass]
public sealed partial class ReadmeTests : ConsumerTests
{
    private static readonly string[] Examples =
        [.. ExamplePattern().Matches(File.ReadAllText(RepositoryFolder.At("README.md"))).Select(match => match.Groups[1].Value)];

    [TestMethod]
    public async Task Examples_build_an_image_without_what_they_exclude()
    {
        Assert.AreEqual("""<PackageReference Include="LambdaImage.Tasks" Version="0.1.0" PrivateAssets="all" />""", Examples[0].Split('\n')[1].Trim());
        using var consumer = new Consumer("Readme", $"<PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>\n{Examples[1]}");
        consumer.Write("Program.cs", "System.Console.WriteLine();");
        consumer.Write("layers/common/code.py", "content");
        consumer.Write("layers/common/lib/code.pyc", "content");
        consumer.Write("layers/common/tests/test.py", "content");
        consumer.Write("layers/tools.zip", Zips.Of(("tool.txt", "content")));
        try
        {
            var run = (await BuildImageAsync(consumer)).Succeeded();

            Assert.IsEmpty(run.Warnings, run.ToString());
            Assert.AreEqual("opt/ opt/code.py opt/lib/ opt/tool.txt", string.Join(' ', (await TestEngine.ReadAsync(consumer.Image, "/opt")).Keys.Order(StringComparer.Ordinal)));

            consumer.WriteProject($"<PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>\n{Examples[1].Replace("tests/**;", string.Empty, StringComparison.Ordinal)}");
            (await BuildImageAsync(consumer)).Succeeded();

            Assert.Contains("opt/tests/test.py", (await TestEngine.ReadAsync(consumer.Image, "/opt")).Keys);
        }
        finally
        {
            await TestEngine.RemoveAsync(consumer.Image);
        }
    }

    [GeneratedRegex("```xml\n(.*?)```", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();
}
