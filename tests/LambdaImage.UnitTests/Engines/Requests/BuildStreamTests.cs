using LambdaImage.Engines.Requests;

namespace LambdaImage.UnitTests.Engines.Requests;

[TestClass]
public sealed class BuildStreamTests
{
    [TestMethod]
    [DataRow("Step 3/5 : ADD layer1.tar /opt/\n", DisplayName = "Docker")]
    [DataRow("STEP 3/5: ADD layer1.tar /opt/\n", DisplayName = "Podman")]
    public void Add_of_a_steps_announcement_knows_the_step(string text)
    {
        var build = Follow(text);

        Assert.AreEqual(3, build.Step);
    }

    [TestMethod]
    [DataRow("Step by step")]
    [DataRow("Step 3 : ADD")]
    [DataRow("This is step 3/5 : ADD")]
    [DataRow("Step 99999999999/5 : ADD")]
    public void Add_of_other_text_is_no_step(string text)
    {
        Assert.AreEqual(0, Follow(text).Step);
    }

    [TestMethod]
    [DataRow(" ---> 0123456789ab\n", DisplayName = "Docker")]
    [DataRow("--> 0123456789a\n", DisplayName = "Podman")]
    public void Add_of_a_new_steps_image_remembers_it(string image)
    {
        var build = Follow("Step 1/3 : FROM x", " ---> ffffffffffff", "Step 2/3 : ADD a b", image);

        Assert.AreEqual(image.Trim('-', '>', ' ', '\n'), build.Intermediate);
    }

    [TestMethod]
    [DataRow(" ---> 0123456789ab\n", DisplayName = "Docker")]
    [DataRow("--> 0123456789a\n", DisplayName = "Podman")]
    public void Add_of_the_last_steps_image_completes_the_build(string image)
    {
        Assert.IsFalse(Follow(image).IsComplete);
        Assert.IsFalse(Follow("Step 2/3 : ADD a b", image).IsComplete);
        Assert.IsFalse(Follow("Step 2/3 : ADD a b", image, "Step 3/3 : LABEL a=b").IsComplete);
        Assert.IsTrue(Follow("Step 2/3 : ADD a b", image, "Step 3/3 : LABEL a=b", image).IsComplete);
    }

    [TestMethod]
    [DataRow("STEP 2/5: COPY missing /missing\n", 1, DisplayName = "The first of the base's")]
    [DataRow("STEP 3/5: COPY other /other\n", 1, DisplayName = "The last of the base's")]
    [DataRow("STEP 4/5: ADD layer0.tar /\n", 2, DisplayName = "The first of ours")]
    public void Add_of_podmans_steps_knows_ours_from_the_bases(string text, int line)
    {
        Assert.AreEqual(line, Follow("STEP 1/3: FROM x\n", text).Step);
    }

    [TestMethod]
    public void Add_of_the_image_of_a_step_of_the_bases_remembers_it()
    {
        var build = Follow("STEP 1/2: FROM x\n", "STEP 2/3: COPY a /a\n", "--> 0123456789a\n");

        Assert.AreEqual("0123456789a", build.Intermediate);
    }

    [TestMethod]
    public void Add_of_several_steps_images_remembers_the_last()
    {
        var build = Follow("Step 2/3 : ADD a b", " ---> aaaaaaaaaaaa", "Step 3/3 : CMD x", " ---> bbbbbbbbbbbb");

        Assert.AreEqual("bbbbbbbbbbbb", build.Intermediate);
    }

    [TestMethod]
    public void Add_of_the_bases_image_does_not_remember_it()
    {
        Assert.IsNull(Follow("Step 1/3 : FROM x", " ---> 0123456789ab", "Step 2/3 : ADD a b").Intermediate);
    }

    [TestMethod]
    public void Add_of_an_image_from_the_cache_does_not_remember_it()
    {
        Assert.IsNull(Follow("Step 1/3 : FROM x", "Step 2/3 : ADD a b", " ---> Using cache", " ---> 0123456789ab").Intermediate);
    }

    [TestMethod]
    public void Add_of_a_new_image_after_one_from_the_cache_remembers_it()
    {
        var build = Follow("Step 2/3 : ADD a b", " ---> Using cache", " ---> aaaaaaaaaaaa", "Step 3/3 : CMD x", " ---> bbbbbbbbbbbb");

        Assert.AreEqual("bbbbbbbbbbbb", build.Intermediate);
    }

    [TestMethod]
    [DataRow(" ---> Running in 0123456789ab")]
    [DataRow("Removing intermediate container 0123456789ab")]
    [DataRow("---> ")]
    [DataRow("0123456789ab")]
    public void Add_of_other_text_is_no_image(string text)
    {
        Assert.IsNull(Follow("Step 2/3 : ADD a b", text).Intermediate);
    }

    [TestMethod]
    public void Add_of_an_error_keeps_the_first()
    {
        var build = new BuildStream();
        build.Add(new(null, "no space left\n"));
        build.Add(new(null, "and then"));

        Assert.AreEqual("no space left", build.Error);
    }

    [TestMethod]
    [DataRow("image already exists")]
    [DataRow("failed to import: Image \"base:1\" Already Exists")]
    public void Add_of_finchs_error_about_an_image_that_it_has_is_none(string error)
    {
        var build = new BuildStream();
        build.Add(new(null, error));

        Assert.IsNull(build.Error);
    }

    [TestMethod]
    [DataRow("file already exists")]
    [DataRow("no such image")]
    public void Add_of_an_error_like_finchs_is_one(string error)
    {
        var build = new BuildStream();
        build.Add(new(null, error));

        Assert.AreEqual(error, build.Error);
    }

    [TestMethod]
    [DataRow("\n", null)]
    [DataRow("  ", null)]
    [DataRow(" ---> 0123456789ab\n", "---> 0123456789ab")]
    public void Add_returns_the_line_to_show(string text, string? line)
    {
        Assert.AreEqual(line, new BuildStream().Add(new(text)));
    }

    [TestMethod]
    public void Add_of_podmans_image_from_the_cache_does_not_remember_it()
    {
        var build = Follow(
            "STEP 2/3: ADD a b",
            "--> Using cache 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "--> 0123456789a");

        Assert.IsNull(build.Intermediate);
    }

    private static BuildStream Follow(params string[] texts)
    {
        var build = new BuildStream();
        foreach (var text in texts)
        {
            build.Add(new(text));
        }

        return build;
    }
}
