using System.Net;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Oci;

namespace LambdaImage.UnitTests.Engines;

/// <summary>The words are those of Docker 20.10, 26 and 28, of containerd's store, and of Podman.</summary>
[TestClass]
public sealed class RegistryFailureTests
{
    private const string Endpoint = "unix:///run/docker.sock";

    [TestMethod]
    [DataRow(404, "manifest for registry.test/base:1 not found: manifest unknown: manifest unknown")]
    [DataRow(404, "pull access denied for base, repository does not exist or may require 'docker login': denied: requested access to the resource is denied")]
    [DataRow(404, "no matching manifest for linux/arm64/v8 in the manifest list entries")]
    [DataRow(500, "name unknown: repository name not known to registry")]
    [DataRow(404, "failed to resolve reference \"registry.test/base:1\": registry.test/base:1: not found")]
    [DataRow(500, "initializing source docker://registry.test/base:1: reading manifest 1 in registry.test/base: manifest unknown")]
    [DataRow(404, "")]
    public void Of_words_for_an_unknown_image_is_not_found(int status, string error)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse("registry.test/base:1"), Endpoint, error, (HttpStatusCode)status);

        Assert.AreEqual(DiagnosticCodes.BaseImageNotFound, failure.Descriptor, failure.Message);
    }

    [TestMethod]
    [DataRow(500, "Get \"http://registry.test/v2/base/manifests/1\": no basic auth credentials")]
    [DataRow(500, "Head \"https://registry.test/v2/base/manifests/1\": no basic auth credentials")]
    [DataRow(404, "pull access denied for registry.test/base, repository does not exist or may require 'docker login': no basic auth credentials")]
    [DataRow(404, "failed to resolve reference \"registry.test/base:1\": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials")]
    [DataRow(500, "unauthorized: authentication required")]
    [DataRow(500, "unexpected status from HEAD request to https://registry.test/v2/base/manifests/1: 401 Unauthorized")]
    [DataRow(500, "Get \"https://registry-1.docker.io/v2/\": unauthorized: incorrect username or password")]
    [DataRow(500, "initializing source docker://registry.test/base:1: unable to retrieve auth token: invalid username/password: unauthorized")]
    [DataRow(500, "reading manifest 1 in registry.test/base: StatusCode: 401, \"\"")]
    [DataRow(401, "no")]
    public void Of_words_for_a_missing_login_is_unauthorized(int status, string error)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse("registry.test/base:1"), Endpoint, error, (HttpStatusCode)status);

        Assert.AreEqual(DiagnosticCodes.RegistryUnauthorized, failure.Descriptor, failure.Message);
    }

    [TestMethod]
    [DataRow(500, "unexpected status from HEAD request to https://public.ecr.aws/v2/lambda/dotnet/manifests/8: 403 Forbidden")]
    [DataRow(404, "pull access denied for base, repository does not exist or may require 'docker login': denied: Your authorization token has expired. Reauthenticate and try again.")]
    [DataRow(500, "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://registry.test/token: 403 Forbidden")]
    [DataRow(500, "error parsing HTTP 403 response body: invalid character '<' looking for beginning of value: \"<html>Forbidden</html>\"")]
    [DataRow(500, "initializing source docker://registry.test/base:1: reading manifest 1 in registry.test/base: requested access to the resource is denied")]
    [DataRow(500, "reading manifest 1 in registry.test/base: StatusCode: 403, \"\"")]
    [DataRow(403, "no")]
    public void Of_words_for_a_refused_login_is_forbidden(int status, string error)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse("registry.test/base:1"), Endpoint, error, (HttpStatusCode)status);

        Assert.AreEqual(DiagnosticCodes.RegistryForbidden, failure.Descriptor, failure.Message);
    }

    [TestMethod]
    [DataRow(500, "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit")]
    [DataRow(500, "toomanyrequests: Rate exceeded")]
    [DataRow(500, "unexpected status code https://registry.test/v2/base/manifests/1: 429 Too Many Requests - Server message: denied: slow down")]
    [DataRow(500, "reading manifest 1 in registry.test/base: StatusCode: 429, \"\"")]
    [DataRow(429, "no")]
    public void Of_words_for_too_many_requests_is_rate_limited(int status, string error)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse("registry.test/base:1"), Endpoint, error, (HttpStatusCode)status);

        Assert.AreEqual(DiagnosticCodes.RegistryRateLimited, failure.Descriptor, failure.Message);
    }

    [TestMethod]
    [DataRow("Get \"https://registry.test/v2/\": dial tcp: lookup registry.test on 127.0.0.11:53: no such host")]
    [DataRow("Get \"https://registry.test/v2/\": dial tcp: lookup registry.test: Temporary failure in name resolution")]
    [DataRow("Get \"http://127.0.0.1:40123/v2/\": dial tcp 127.0.0.1:40123: connect: connection refused")]
    [DataRow("Get \"https://registry.test/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)")]
    [DataRow("failed to do request: Head \"https://registry.test/v2/base/manifests/1\": dial tcp 192.0.2.1:443: i/o timeout")]
    [DataRow("Get \"https://registry.test/v2/\": http: server gave HTTP response to HTTPS client")]
    [DataRow("Get \"https://registry.test/v2/\": tls: failed to verify certificate: x509: certificate signed by unknown authority")]
    [DataRow("pinging container registry registry.test: Get \"https://registry.test/v2/\": proxyconnect tcp: dial tcp 192.0.2.1:3128: connect: no route to host")]
    [DataRow("Get \"https://registry.test/v2/\": EOF")]
    [DataRow("unexpected EOF")]
    public void Of_words_for_a_broken_way_to_the_registry_is_unreachable(string error)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse("registry.test/base:1"), Endpoint, error, HttpStatusCode.InternalServerError);

        Assert.AreEqual(DiagnosticCodes.RegistryUnreachable, failure.Descriptor, failure.Message);
    }

    [TestMethod]
    [DataRow("failed to register layer: Error processing tar file(exit status 1): write /lib: no space left on device")]
    [DataRow("filesystem layer verification failed for digest sha256:0401f403e429")]
    [DataRow("can't store registry.test/geofence:1")]
    public void Of_other_words_is_a_failed_pull(string error)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse("registry.test/base:1"), Endpoint, error, HttpStatusCode.InternalServerError);

        Assert.AreEqual(DiagnosticCodes.PullFailed, failure.Descriptor, failure.Message);
    }

    [TestMethod]
    [DataRow("manifest unknown")]
    [DataRow("unauthorized")]
    [DataRow("denied")]
    [DataRow("toomanyrequests")]
    [DataRow("no such host")]
    [DataRow("no space left on device")]
    public void Of_any_words_quotes_them_and_names_the_image(string error)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse("registry.test/base:1"), Endpoint, error + ".\n");

        Assert.Contains("The base image registry.test/base:1 ", failure.Message);
        Assert.Contains(error + ". ", failure.Message);
    }

    [TestMethod]
    public void Of_a_refusal_by_public_ecr_says_how_to_log_out_and_in()
    {
        var image = ImageReference.Parse("public.ecr.aws/lambda/dotnet:8-x86_64");

        var failure = RegistryFailure.Of(image, Endpoint, "403 Forbidden");

        Assert.Contains("'docker logout public.ecr.aws'", failure.Message);
        Assert.Contains("'aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws'", failure.Message);
    }

    [TestMethod]
    [DataRow("123456789012.dkr.ecr.eu-west-1.amazonaws.com/base:1", "'aws ecr get-login-password | docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com'")]
    [DataRow("registry.test:5000/base:1", "'docker login registry.test:5000'")]
    [DataRow("base:1", "'docker login docker.io'")]
    public void Of_a_missing_login_says_how_to_log_in(string image, string command)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse(image), Endpoint, "unauthorized");

        Assert.Contains(command, failure.Message);
    }

    [TestMethod]
    [DataRow("toomanyrequests")]
    [DataRow("no such host")]
    public void Of_a_registry_that_a_mirror_can_stand_in_for_names_the_property(string error)
    {
        var failure = RegistryFailure.Of(ImageReference.Parse("base:1"), Endpoint, error);

        Assert.Contains("LambdaBaseImageRegistry", failure.Message);
    }

    [TestMethod]
    public void Of_an_exception_keeps_it()
    {
        var cause = new HttpRequestException("cause");

        var failure = RegistryFailure.Of(ImageReference.Parse("base:1"), Endpoint, "no", innerException: cause);

        Assert.AreSame(cause, failure.InnerException);
    }
}
