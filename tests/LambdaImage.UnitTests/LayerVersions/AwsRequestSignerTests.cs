using Amazon.Runtime;
using LambdaImage.Diagnostics;
using LambdaImage.LayerVersions;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class AwsRequestSignerTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task SignAsync_with_credentials_that_never_come_ends_and_says_so()
    {
        var clock = new ManualClock();
        using var never = new ManualResetEventSlim();
        var signer = new AwsRequestSigner(() => Wait(never), TimeSpan.FromMinutes(2), clock);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://lambda.test/");

#pragma warning disable CA2025 // Tasks that outlive what they use: this one ends with the test.
        var signing = signer.SignAsync(request, "eu-west-1", TestContext.CancellationToken);
#pragma warning restore CA2025
        await clock.WaitForTimerAsync(TimeSpan.FromMinutes(2), TestContext.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(2));

        var failure = await Expect.FailureAsync(DiagnosticCodes.NoAwsCredentials, () => signing);
        Assert.Contains("nothing for 120 s", failure.Message);
        Assert.Contains("LambdaImageCredentialTimeout", failure.Message);
        never.Set();
    }

    private static BasicAWSCredentials Wait(ManualResetEventSlim signal)
    {
        signal.Wait();
        return new("key", "secret");
    }
}
