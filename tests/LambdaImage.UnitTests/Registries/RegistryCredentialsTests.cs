using System.Text;
using System.Text.Json;
using LambdaImage.Registries.Credentials;
namespace LambdaImage.UnitTests.Registries;

[TestClass]
public sealed class RegistryCredentialsTests
{
    [TestMethod]
    [DataRow("~~~~~~", '+', '-')]
    [DataRow("??????", '/', '_')]
    public void ToHeader_of_bytes_that_plain_base64_writes_otherwise_is_url_safe(string password, char plain, char safe)
    {
        var header = new RegistryCredentials("user", password).ToHeader("registry.test");

        Assert.DoesNotContain(plain.ToString(), header);
        Assert.Contains(safe.ToString(), header);
    }

    [TestMethod]
    [DataRow("secret")]
    [DataRow("a+b/c=d~e?f")]
    [DataRow("pass\"word\\\n")]
    [DataRow("pässwörd 密码 🔑")]
    [DataRow("")]
    public void ToHeader_of_a_password_holds_it_as_it_is(string password)
    {
        var header = Decode(new RegistryCredentials("user", password).ToHeader("registry.test:5000"));

        Assert.AreEqual(("user", password, "registry.test:5000"), (Text(header, "username"), Text(header, "password"), Text(header, "serveraddress")));
    }

    [TestMethod]
    public void ToHeader_of_an_identity_token_holds_the_token_and_no_password()
    {
        var header = Decode(new RegistryCredentials(string.Empty, string.Empty, "token").ToHeader("registry.test"));

        Assert.AreEqual(("token", "registry.test"), (Text(header, "identitytoken"), Text(header, "serveraddress")));
        Assert.IsFalse(header.TryGetProperty("password", out _));
    }

    // As Go's base64.URLEncoding, which the engines use, decodes it: padding included.
    private static JsonElement Decode(string header)
    {
        var bytes = Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/'));
        return JsonElement.Parse(Encoding.UTF8.GetString(bytes));
    }

    private static string? Text(JsonElement header, string name) => header.GetProperty(name).GetString();
}
