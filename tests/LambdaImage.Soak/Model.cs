using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LambdaImage.Soak;

/// <summary>Layers on disk, an image on an engine, and the truth about both. Each build must agree with the truth.</summary>
internal sealed class Model : IDisposable
{
    private const string Repository = "soak";
    private const string Name = Repository + ":latest";
    private const string Base = "soak-base:current";

    private readonly SoakRun _soak;
    private readonly string _home = Directory.CreateTempSubdirectory("li-soak-").FullName;
    private readonly List<Layer> _layers;
    private readonly Edits _edits;
    private readonly Dictionary<string, string> _ids = [];
    private readonly Dictionary<string, string> _keys = [];

    // The key of the image that has the name; null if none has it.
    private string? _tagged;
    private string _handler = "handler0";
    private int _base;
    private bool _force;

    private Model(SoakRun soak)
    {
        _soak = soak;
        soak.Engine.Tag(soak.Bases[0], Base);
        _layers = [new(_home, 0, isZip: false, isLinked: false), new(_home, 1, isZip: false, isLinked: false), new(_home, 2, isZip: false, isLinked: true), new(_home, 3, isZip: true, isLinked: false)];
        _edits = new(_home);
        _layers[0].Write("keep", [1], Convert.ToInt32("644", 8));
        for (var i = 0; i < 12; i++)
        {
            _edits.Apply(_layers[i % 4], Edit.AddFile, i, i * 7);
        }
    }

    private string Project => Path.Combine(_home, "Soak.proj");

    /// <summary>Makes the edits on new layers, builds in between, and checks every build.</summary>
    public static void Run(SoakRun soak, IReadOnlyList<Step> steps)
    {
        using var model = new Model(soak);
        model.Build();
        foreach (var step in steps)
        {
            model.Make(step);
            soak.Steps++;
            if (step.Builds || step.Edit is Edit.LetFilesAge)
            {
                model.Build();
                soak.Steps++;
            }
        }

        model.Build();
    }

    public void Dispose()
    {
        _soak.Engine.RemoveAll("lambdaimage.fingerprint");
        Directory.Delete(_home, recursive: true);
    }

    private void Make(Step step)
    {
        switch (step.Edit)
        {
            case Edit.Reorder:
                var (from, to) = (step.A % _layers.Count, step.B % _layers.Count);
                (_layers[from], _layers[to]) = (_layers[to], _layers[from]);
                break;
            case Edit.ChangeHandler:
                _handler = string.Create(CultureInfo.InvariantCulture, $"handler{step.C % 3}");
                break;
            case Edit.ChangeBase:
                _base = step.C % 2;
                _soak.Engine.Tag(_soak.Bases[_base], Base);
                break;
            case Edit.RemoveImage when _tagged is not null:
                _soak.Engine.Remove(Name);
                _tagged = null;
                break;
            case Edit.RetagImage when _ids.Count > 0:
                var (key, id) = _ids.ElementAt(step.C % _ids.Count);
                if (_soak.Engine.Id(id) is not null)
                {
                    _soak.Engine.Tag(id, Name);
                    _tagged = key;
                }

                break;
            case Edit.DeleteWorkFolder:
                if (Directory.Exists(Path.Combine(_home, "obj")))
                {
                    Directory.Delete(Path.Combine(_home, "obj"), recursive: true);
                }

                break;
            case Edit.ForceNextBuild:
                _force = true;
                break;
            case Edit.LetFilesAge:
                // What was just written isn't trusted, so a wrong cache shows only with files that were left alone for a while.
                Thread.Sleep(2_200);
                break;
            case Edit.KillBuild:
                Write();
                SoakRun.KillBuild(Project, step.C % 1_500);
                NoteWhatWasKilled();
                break;
            default:
                _edits.Apply(_layers[step.A % _layers.Count], step.Edit, step.B, step.C);
                break;
        }
    }

    private void NoteWhatWasKilled()
    {
        var id = _soak.Engine.Id(Name);
        if (id is not null && !_keys.ContainsKey(id))
        {
            Remember(Key(), id);
        }

        _tagged = id is null ? null : _keys[id];
    }

    private void Build()
    {
        Write();
        var (key, isUpToDate) = (Key(), !_force && _tagged == Key());
        var result = PackageBuild.Run(Project);
        _force = false;
        Ensure(result.Id.Length > 0, "the build failed", result.Log);
        Ensure(result.IsUpToDate == isUpToDate, isUpToDate ? "the image was up to date, and was built" : "the image was called up to date, and is not", result.Log);
        var id = _soak.Engine.Id(Name);
        Ensure(id == result.Id, $"the build names the image {result.Id}, and the engine has {id}", result.Log);
        Ensure(!_ids.TryGetValue(key, out var known) || known == id, $"equal inputs made {id}, and {known} before", result.Log);
        var difference = Truth().DifferenceTo(_soak.Engine.Read(Name, "/opt"));
        Ensure(difference.Length == 0, "the image differs:\n" + difference, result.Log);
        Ensure(_soak.Engine.Command(Name) == _handler, "the image has another command", result.Log);
        Remember(key, id!);
        _tagged = key;
        _soak.Builds++;
    }

    private void Write()
    {
        _layers.ForEach(layer => layer.Zip());
        _soak.Package.Write(Project, Used(), _handler, Base, _force);
    }

    private void Remember(string key, string id)
    {
        _ids[key] = id;
        _keys[id] = key;
    }

    private IEnumerable<Layer> Used() => _layers.Where(layer => !layer.IsEmpty);

    private Tree Truth()
    {
        var tree = new Tree();
        foreach (var layer in Used())
        {
            tree.Apply(layer.Tree);
        }

        return tree;
    }

    private string Key()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{_base}\n{_handler}\n{string.Join('\n', Used().Select(layer => layer.Tree.Key()))}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static void Ensure(bool condition, string what, string log)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"{what}\nWhat the build printed:\n{log}");
        }
    }
}
