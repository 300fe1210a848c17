using LambdaImage.Testing;

namespace LambdaImage.EngineTests.Support;

/// <summary>What a test saw on one engine and must see on all others that the same run of <c>eng/test</c> uses.</summary>
internal static class Record
{
    /// <summary>Fails unless the engines before this one gave the same; the first one's is written down.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">What was seen.</param>
    public static void IsSame(string name, string value)
    {
        Directory.CreateDirectory(TestEnvironment.Records);
        var file = Path.Combine(TestEnvironment.Records, name + ".txt");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, value);
        }

        Assert.AreEqual(File.ReadAllText(file), value, $"{name} differs between engines");
    }
}
