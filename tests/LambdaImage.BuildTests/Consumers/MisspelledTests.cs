namespace LambdaImage.BuildTests.Consumers;

/// <summary>What MSBuild passes over without a word: names that mean nothing, and patterns that match nothing.</summary>
[TestClass]
public sealed class MisspelledTests : ConsumerTests
{
    private static readonly string[] Code = ["LAMBDAIMAGE5026", "LAMBDAIMAGE5027"];

    [TestMethod]
    public async Task Misspelled_names_and_empty_patterns_are_warnings_at_their_lines_in_each_build()
    {
        using var consumer = new Consumer(
            "Misspelled.Names",
            """
              <PropertyGroup>
                <LambdaArchitcture>arm64</LambdaArchitcture>
              </PropertyGroup>
              <ItemGroup>
                <LambdaLayer Include="layers/*" />
                <LambdaLayer Include="layers/common" />
                <LambdaEnvironmentVariables Include="A" Value="1" />
              </ItemGroup>
            """);
        consumer.Write("layers/common/file.txt", "content");
        try
        {
            for (var build = 0; build < 2; build++)
            {
                var warnings = (await BuildImageAsync(consumer)).Succeeded().Warnings.OrderBy(warning => warning.Line).ToList();

                Assert.AreEqual("LAMBDAIMAGE5027 LAMBDAIMAGE5026 LAMBDAIMAGE5027", string.Join(' ', warnings.Select(warning => warning.Code)));
                int[] lines = [consumer.LineOf("LambdaArchitcture"), consumer.LineOf("layers/*"), consumer.LineOf("LambdaEnvironmentVariables")];
                CollectionAssert.AreEqual(lines, warnings.Select(warning => warning.Line).ToList());
                Assert.IsTrue(warnings.All(warning => warning.File == consumer.Project));
            }
        }
        finally
        {
            await TestEngine.RemoveAsync(consumer.Image);
        }
    }

    [TestMethod]
    [DataRow("LambdaLayers", "layers/common", 1)]
    [DataRow("LambdaLayer", "layers/*.zip", 0)]
    public async Task Project_that_makes_no_image_for_it_is_told_the_reason(string item, string include, int code)
    {
        using var consumer = new Consumer("Misspelled.Alone", $"""  <ItemGroup><{item} Include="{include}" /></ItemGroup>""");

        var warnings = (await BuildImageAsync(consumer, "-p:LambdaImageEnabled=")).Succeeded().Warnings;

        Assert.AreEqual(Code[code] + " LAMBDAIMAGE5019", string.Join(' ', warnings.Select(warning => warning.Code)));
        Assert.AreEqual(consumer.LineOf(include), warnings[0].Line);
    }
}
