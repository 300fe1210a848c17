using LambdaImage.Engines;
using LambdaImage.Lambda;
using LambdaImage.Oci;

namespace LambdaImage.Testing;

/// <summary>
/// What builds rely on in an engine's responses. It is checked on the scripted engine and on real ones, so that tests on the scripted one
/// tell of something that is there.
/// </summary>
internal static class EngineContract
{
    private static readonly Dictionary<string, Func<Subject, Task>> Clauses = new(StringComparer.Ordinal)
    {
        ["A name that no image has is not found"] = async subject =>
        {
            Require(await subject.FindAsync(subject.Free).ConfigureAwait(false) is null, "it was found");
            Require((await subject.ListAsync(subject.Free).ConfigureAwait(false)).Count == 0, "it was listed");
        },
        ["A listing and an inspection tell of the same image"] = async subject =>
        {
            var listed = (await subject.ListAsync(subject.Name).ConfigureAwait(false)).Single();
            var inspected = await subject.InspectAsync().ConfigureAwait(false);
            Require(listed.Id == inspected.Id, $"the ids are {listed.Id} and {inspected.Id}");
            Require(listed.Has(subject.Name) && inspected.Has(subject.Name), "one of them does not tell the name");
            Require(
                listed.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).SequenceEqual(inspected.Labels.OrderBy(label => label.Key, StringComparer.Ordinal)),
                "the labels differ");
            Require(inspected.Architecture.Length > 0 && inspected.Layers.Count > 0, "the inspection tells no architecture, or no layers");
        },
        ["A label finds the image"] = async subject =>
        {
            var inspected = await subject.InspectAsync().ConfigureAwait(false);
            var found = await subject.Engine.ListImagesAsync(inspected.Labels.Keys.First(), subject.Token).ConfigureAwait(false);
            Require(found.Any(image => image.Id == inspected.Id), "it is not among those found");
        },
        ["A further name leads to the same image, until it is removed"] = async subject =>
        {
            var id = (await subject.InspectAsync().ConfigureAwait(false)).Id;
            Require(await subject.Engine.TagImageAsync(id, subject.Free, subject.Token).ConfigureAwait(false), "it was not tagged");
            Require((await subject.FindAsync(subject.Free).ConfigureAwait(false))?.Id == id, "the further name leads elsewhere");
            Require((await subject.ListAsync(subject.Name, subject.Free).ConfigureAwait(false)).Single().Has(subject.Free), "the listing lacks the further name");

            Require(await subject.Engine.RemoveImageAsync(subject.Free.ToString(), subject.Token).ConfigureAwait(false), "it was not removed");
            Require(await subject.FindAsync(subject.Free).ConfigureAwait(false) is null, "the further name is still there");
            Require((await subject.FindAsync(subject.Name).ConfigureAwait(false))?.Id == id, "the first name went, too");
        },
        ["What is not there is neither tagged nor removed"] = async subject =>
        {
            var nothing = "sha256:" + new string('0', 64);
            Require(!await subject.Engine.TagImageAsync(nothing, subject.Free, subject.Token).ConfigureAwait(false), "it was tagged");
            Require(!await subject.Engine.RemoveImageAsync(subject.Free.ToString(), subject.Token).ConfigureAwait(false), "it was removed");
        },
        ["A folder that is no link is where it is"] = async subject =>
        {
            var id = (await subject.InspectAsync().ConfigureAwait(false)).Id;
            var folders = await subject.Engine.ResolveAsync(id, LambdaArchitecture.X64, ["/opt", "/no/such"], subject.Token).ConfigureAwait(false);
            Require(folders["/opt"] == "/opt" && folders["/no/such"] == "/no/such", string.Join(", ", folders));
        },
        ["The engine tells how it stores images"] = async subject =>
        {
            var store = await subject.Engine.FindStoreAsync(subject.Token).ConfigureAwait(false);
            Require(store.Kind != EngineStoreKind.Other && store.Description.Length > 0, store.Description);
        },
    };

    /// <summary>What the contract says, clause by clause.</summary>
    public static IEnumerable<string> All => Clauses.Keys;

    /// <summary>Checks one clause.</summary>
    /// <param name="clause">The clause.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="name">The name of an image for amd64 on it that has a label, a layer and the folder <c>/opt</c>.</param>
    /// <param name="free">A name that no image has; none has it afterwards.</param>
    /// <param name="token">Stops the requests.</param>
    /// <returns>The task of the check.</returns>
    /// <exception cref="InvalidOperationException">The engine does not do as the clause says.</exception>
    public static Task CheckAsync(string clause, IEngine engine, string name, string free, CancellationToken token) =>
        Clauses[clause](new(engine, ImageReference.Parse(name), ImageReference.Parse(free), token));

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    private sealed record Subject(IEngine Engine, ImageReference Name, ImageReference Free, CancellationToken Token)
    {
        public Task<StoredImage?> FindAsync(ImageReference name) => Engine.FindImageAsync(name.StoredName, Token);

        public Task<IReadOnlyList<StoredImage>> ListAsync(params ImageReference[] names) => Engine.ListImagesAsync(names, Token);

        public async Task<StoredImage> InspectAsync() =>
            await FindAsync(Name).ConfigureAwait(false) ?? throw new InvalidOperationException($"{Name} is not there");
    }
}
