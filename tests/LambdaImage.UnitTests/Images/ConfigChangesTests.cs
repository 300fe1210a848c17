using LambdaImage.Caching;
using LambdaImage.Images;
using LambdaImage.Oci;

namespace LambdaImage.UnitTests.Images;

[TestClass]
public sealed class ConfigChangesTests
{
    private static readonly ConfigChanges Changes = ConfigChanges.Of(Plans.Spec);

    public static IEnumerable<object[]> Members => typeof(ConfigChanges).GetConstructors().Single(constructor => constructor.GetParameters().Length > 1)
        .GetParameters().Select(parameter => new object[] { parameter.Name! });

    [TestMethod]
    [DynamicData(nameof(Members))]
    public void Each_member_is_part_of_the_digest_and_of_the_config(string member)
    {
        var constructor = typeof(ConfigChanges).GetConstructors().Single(other => other.GetParameters().Length > 1);
        var values = constructor.GetParameters().Select(parameter => parameter.Name == member
            ? Other(parameter.ParameterType)
            : typeof(ConfigChanges).GetProperty(parameter.Name!)!.GetValue(Changes));
        var changed = (ConfigChanges)constructor.Invoke([.. values]);

        Assert.AreNotEqual(DigestOf(Changes), DigestOf(changed));
        Assert.AreNotEqual(ConfigOf(Changes), ConfigOf(changed));
    }

    private static object Other(Type type) =>
        type == typeof(string) ? "other"
        : type == typeof(long) ? 1L
        : type == typeof(IReadOnlyList<string>) ? new[] { "other" }
        : type == typeof(IReadOnlyDictionary<string, string>) ? new Dictionary<string, string> { ["other"] = "other" }
        : throw new NotSupportedException($"Say what another {type} is.");

    private static string DigestOf(ConfigChanges changes)
    {
        using var writer = new Sha256Writer();
        changes.AddTo(writer);
        return writer.End();
    }

    private static Digest ConfigOf(ConfigChanges changes) => (ImageSamples.Composed() with { Changes = changes }).Config.Digest;
}
