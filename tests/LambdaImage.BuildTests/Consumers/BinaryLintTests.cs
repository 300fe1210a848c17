using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A layer with a program that needs more than the base image has.</summary>
[TestClass]
public sealed class BinaryLintTests : ConsumerTests
{
    [TestMethod]
    public async Task Program_that_needs_a_newer_glibc_is_named_at_the_line_of_its_layer()
    {
        using var consumer = new Consumer("Glibc.Library", """  <ItemGroup><LambdaLayer Include="layers/tools" /></ItemGroup>""");
        consumer.Write("layers/tools/bin/tool", new DynamicElf { Loader = "/lib64/ld-linux-x86-64.so.2", Versions = ["GLIBC_2.38"] }.Write());

        var warning = (await BuildImageAsync(consumer)).Succeeded().Warnings.Single();

        Assert.AreEqual(("LAMBDAIMAGE5037", consumer.LineOf("layers/tools")), (warning.Code, warning.Line), warning.Text);
        await TestEngine.RemoveAsync(consumer.Image);
    }
}
