using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Reading;

[TestClass]
public sealed class ImageSpecReaderTests
{
    [TestMethod]
    public void Read_of_the_least_fills_in_the_defaults()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid);

        Assert.AreEqual("public.ecr.aws/lambda/dotnet:10-x86_64", spec.BaseImage.ToString());
        Assert.AreEqual("hello:latest", string.Join(';', spec.Names));
        Assert.AreEqual(LambdaArchitecture.X64, spec.Architecture);
        Assert.AreEqual(PullPolicy.Missing, spec.PullPolicy);
        Assert.AreEqual(ImageSpec.DefaultTimestamp, spec.Timestamp);
        Assert.IsFalse(spec.ForceBuild);
        Assert.IsNull(spec.Handler);
        Assert.IsEmpty(spec.Layers);
        Assert.IsEmpty(spec.Environment);
        Assert.IsEmpty(spec.Labels);
    }

    [TestMethod]
    public void Read_of_empty_values_takes_them_as_not_set()
    {
        var inputs = Inputs.Valid
            .With("LambdaArchitecture", "")
            .With("LambdaPackageType", "")
            .With("LambdaBaseImage", "")
            .With("LambdaBaseImageRegistry", "")
            .With("LambdaHandler", "")
            .With("LambdaImagePullPolicy", "")
            .With("LambdaImageForceBuild", "")
            .With("LambdaImageStrategy", "")
            .With("LambdaRie", "")
            .With("LambdaRiePath", "")
            .With("LambdaImageIncludeFunction", "")
            .With("PublishDir", "")
            .With("AssemblyName", "")
            .With("SOURCE_DATE_EPOCH", "")
            .With("Version", "")
            .With("SourceRevisionId", "");

        var spec = ImageSpecReader.Read(inputs);

        Assert.AreEqual("public.ecr.aws/lambda/dotnet:10-x86_64", spec.BaseImage.ToString());
        Assert.AreEqual(ImageSpec.DefaultTimestamp, spec.Timestamp);
    }

    [TestMethod]
    public void Read_with_a_base_image_takes_it_instead_of_the_runtimes()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaBaseImage", "mirror:5000/base:1"));

        Assert.AreEqual("mirror:5000/base:1", spec.BaseImage.ToString());
    }

    [TestMethod]
    [DataRow(null, "public.ecr.aws/lambda/dotnet:10-x86_64")]
    [DataRow("", "public.ecr.aws/lambda/dotnet:10-x86_64")]
    [DataRow("False", "public.ecr.aws/lambda/dotnet:10-x86_64")]
    [DataRow("True", "public.ecr.aws/lambda/dotnet:10-preview-x86_64")]
    public void Read_of_a_preview_takes_the_runtimes_preview_image(string? preview, string image)
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaRuntimePreview", preview));

        Assert.AreEqual(image, spec.BaseImage.ToString());
    }

    [TestMethod]
    public void Read_with_a_registry_takes_the_runtimes_base_from_it()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaBaseImageRegistry", "mirror:5000/lambda").With("LambdaArchitecture", "arm64"));

        Assert.AreEqual("mirror:5000/lambda/dotnet:10-arm64", spec.BaseImage.ToString());
    }

    [TestMethod]
    public void Read_of_package_type_image_with_a_base_needs_no_runtime()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaRuntime", "").With("LambdaPackageType", "Image").With("LambdaBaseImage", "base:1"));

        Assert.AreEqual("base:1", spec.BaseImage.ToString());
    }

    [TestMethod]
    public void Read_of_package_type_image_without_base_takes_the_runtimes()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaPackageType", "Image"));

        Assert.AreEqual("public.ecr.aws/lambda/dotnet:10-x86_64", spec.BaseImage.ToString());
    }

    [TestMethod]
    public void Read_without_runtime_and_base_fails_and_lists_the_runtimes()
    {
        var failure = Expect.Failure(
            DiagnosticCodes.RuntimeUnknown,
            () => ImageSpecReader.Read(Inputs.Valid.With("LambdaRuntime", "")));

        Assert.AreEqual("TargetFramework", failure.Origin?.Element);
        Assert.Contains("provided.al2023", failure.Message);
    }

    [TestMethod]
    public void Read_of_a_single_architecture_runtime_for_arm64_is_about_the_architecture()
    {
        var failure = Expect.Failure(
            DiagnosticCodes.InvalidArchitecture,
            () => ImageSpecReader.Read(Inputs.Valid.With("LambdaRuntime", "go1.x").With("LambdaArchitecture", "arm64")));

        Assert.AreEqual("LambdaArchitecture", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("zip")]
    [DataRow("ZIP")]
    public void Read_of_a_value_of_a_list_ignores_case(string packageType)
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaPackageType", packageType).With("LambdaImagePullPolicy", "NEVER").With("LambdaImageForceBuild", "TRUE"));

        Assert.AreEqual((PullPolicy.Never, true), (spec.PullPolicy, spec.ForceBuild));
    }

    [TestMethod]
    [DataRow("Missing", PullPolicy.Missing)]
    [DataRow("Always", PullPolicy.Always)]
    [DataRow("Never", PullPolicy.Never)]
    public void Read_of_a_pull_policy_knows_it(string text, PullPolicy policy)
    {
        Assert.AreEqual(policy, ImageSpecReader.Read(Inputs.Valid.With("LambdaImagePullPolicy", text)).PullPolicy);
    }

    [TestMethod]
    public void Read_of_several_tags_names_the_image_by_each_once_and_in_order()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaImageRepository", "host:5000/hello").With("LambdaImageTag", "2").With("LambdaImageTags", "1;2"));

        Assert.AreEqual("host:5000/hello:2;host:5000/hello:1", string.Join(';', spec.Names));
    }

    [TestMethod]
    public void Read_of_layers_keeps_their_order_and_takes_names_from_their_paths()
    {
        var inputs = Inputs.Valid with
        {
            Layers = [Inputs.Layer("/layers/b/"), Inputs.Layer("/layers/a.zip"), Inputs.Layer("/layers/c") with { Name = "shared" }],
        };

        var spec = ImageSpecReader.Read(inputs);

        Assert.AreEqual("b;a.zip;shared", string.Join(';', spec.Layers.Select(layer => layer.Name)));
        Assert.AreEqual("/opt;/opt;/opt", string.Join(';', spec.Layers.Select(layer => layer.Destination)));
    }

    [TestMethod]
    [DataRow("644", 0x1A4)]
    [DataRow("0755", 0x1ED)]
    [DataRow("000", 0)]
    [DataRow("777", 0x1FF)]
    public void Read_of_a_layer_with_modes_knows_their_bits(string mode, int bits)
    {
        var layer = Inputs.Layer() with { FileMode = mode, DirectoryMode = mode };

        var spec = ImageSpecReader.Read(Inputs.Valid with { Layers = [layer] });

        Assert.AreEqual((bits, bits), (spec.Layers[0].FileMode, spec.Layers[0].DirectoryMode));
    }

    [TestMethod]
    [DataRow("rwx")]
    [DataRow("64")]
    [DataRow("0o644")]
    [DataRow("888")]
    [DataRow("4755")]
    [DataRow("00644")]
    [DataRow(" 644")]
    [DataRow("644\n")]
    [DataRow("-644")]
    [DataRow("٦٤٤")]
    public void Read_of_a_layer_with_a_mode_that_is_not_octal_fails_at_the_layer(string mode)
    {
        var layer = Inputs.Layer() with { FileMode = mode };

        var failure = Expect.Failure(DiagnosticCodes.InvalidMode, () => ImageSpecReader.Read(Inputs.Valid with { Layers = [layer] }));

        Assert.AreEqual(layer.Origin, failure.Origin);
    }

    [TestMethod]
    [DataRow("0", 0L)]
    [DataRow("1700000000", 1_700_000_000L)]
    [DataRow("8589934591", 8_589_934_591L)]
    public void Read_of_a_source_date_epoch_takes_it_as_the_time(string text, long seconds)
    {
        Assert.AreEqual(seconds, ImageSpecReader.Read(Inputs.Valid.With("SOURCE_DATE_EPOCH", text)).Timestamp);
    }

    [TestMethod]
    [DataRow("-1")]
    [DataRow("+1")]
    [DataRow("1.5")]
    [DataRow("1e9")]
    [DataRow(" 1")]
    [DataRow("8589934592")]
    [DataRow("99999999999999999999")]
    [DataRow("2026-01-01")]
    public void Read_of_a_source_date_epoch_that_is_no_time_fails(string text)
    {
        var failure = Expect.Failure(
            DiagnosticCodes.InvalidPropertyValue,
            () => ImageSpecReader.Read(Inputs.Valid.With("SOURCE_DATE_EPOCH", text)));

        Assert.AreEqual("SOURCE_DATE_EPOCH", failure.Origin?.Element);
    }

    [TestMethod]
    public void Read_of_variables_of_one_name_takes_the_last()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid with { Environment = [Inputs.Variable("A", "1"), Inputs.Variable("A", "2")] });

        Assert.AreEqual("2", spec.Environment["A"]);
    }

    [TestMethod]
    public void Read_of_a_handler_takes_it_as_the_command()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaHandler", "Hello::Hello.Function::Run"));

        Assert.AreEqual("Hello::Hello.Function::Run", spec.Handler);
    }

    [TestMethod]
    public void Read_with_version_and_revision_labels_the_image_with_them()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("Version", "1.2.3").With("SourceRevisionId", "f00d"));

        Assert.AreEqual("1.2.3", spec.Labels["org.opencontainers.image.version"]);
        Assert.AreEqual("f00d", spec.Labels["org.opencontainers.image.revision"]);
    }

    [TestMethod]
    public void Read_with_version_and_a_label_for_it_takes_the_label()
    {
        var label = Inputs.Label("org.opencontainers.image.version", "mine");

        var spec = ImageSpecReader.Read(Inputs.Valid.With("Version", "1.2.3") with { Labels = [label] });

        Assert.AreEqual("mine", spec.Labels["org.opencontainers.image.version"]);
    }

    [TestMethod]
    public void Names_of_no_tag_is_latest()
    {
        Assert.AreEqual("hello:latest", string.Join(';', ImageSpecReader.Names("hello", [])));
    }

    [TestMethod]
    public void Names_with_a_suffix_all_end_in_it()
    {
        Assert.AreEqual("hello:1-arm64;hello:1.2-arm64", string.Join(';', ImageSpecReader.Names("hello", ["1"], ["1.2", "1"], "-arm64")));
        Assert.AreEqual("hello:latest-arm64", string.Join(';', ImageSpecReader.Names("hello", [], [], "-arm64")));
    }

    [TestMethod]
    public void Read_with_a_suffix_takes_it()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid.With("LambdaImageTag", "1").With("_LambdaImageTagSuffix", "-arm64"));

        Assert.EndsWith(":1-arm64", spec.Names.Single().ToString());
    }
}
