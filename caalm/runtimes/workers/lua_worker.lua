-- Runs many Lua programs in one jailed stock lua5.4, each in fresh copies of the libraries; started by
-- caalm.runtimes.lua. The stock interpreter itself, so that numbers are printed by the very code that counts.
-- lua5.4 lua_worker.lua     reads batch.bin, answers with one frame per program (see bulk.py)
local LIMIT = 1 << 20
local OK, RUNTIME_ERROR, COMPILE_ERROR, ODD = 0, 1, 2, 255
local pack, unpack, concat, format = string.pack, string.unpack, table.concat, string.format
local type, tostring, load, xpcall, error, select, math_type = type, tostring, load, xpcall, error, select, math.type
local getmetatable, pairs, traceback = getmetatable, pairs, debug.traceback
local stdout = io.stdout
local EXIT, TOO_MUCH = {}, {}

local function copy(library)
  local fresh = {}
  for name, value in pairs(library) do fresh[name] = value end
  return fresh
end

local BASE = { 'assert', 'collectgarbage', 'error', 'getmetatable', 'ipairs', 'next', 'pairs', 'pcall', 'rawequal',
  'rawget', 'rawlen', 'rawset', 'select', 'setmetatable', 'tonumber', 'tostring', 'type', 'warn', 'xpcall', '_VERSION' }
local LIBRARIES = { 'string', 'table', 'math', 'utf8', 'coroutine' }

local function run(source)
  local parts, count, size, odd, exit_code = {}, 0, 0, false, nil
  local function emit(text)
    size = size + #text
    if size > LIMIT then odd = true error(TOO_MUCH, 0) end
    count = count + 1
    parts[count] = text
  end
  local env = {}
  for _, name in pairs(BASE) do env[name] = _G[name] end
  for _, name in pairs(LIBRARIES) do env[name] = copy(_G[name]) end
  env._G = env
  function env.print(...)
    local line = {}
    for index = 1, select('#', ...) do line[index] = tostring((select(index, ...))) end
    emit(concat(line, '\t') .. '\n')
  end
  local file = {}
  local function write(position, ...)
    for index = 1, select('#', ...) do
      local item = select(index, ...)
      if math_type(item) == 'float' then
        emit(format('%.14g', item)) -- as the stock io.write does, which is not what tostring does
      elseif type(item) == 'string' or type(item) == 'number' then
        emit(tostring(item))
      else
        error(format("bad argument #%d to 'write' (string expected, got %s)", index + position, type(item)), 3)
      end
    end
    return file
  end
  function file.write(self, ...) return write(0, ...) end
  function file.flush() return file end
  function file.setvbuf() return true end
  env.io = { write = function(...) return write(0, ...) end, stdout = file, read = function() return nil end,
    flush = file.flush }
  env.os = { time = os.time, clock = os.clock, date = os.date, difftime = os.difftime,
    exit = function(code)
      exit_code = (code == nil or code == true) and 0 or code == false and 1 or code
      error(EXIT, 0)
    end }
  -- Anything else that the stock interpreter has (require, debug, io.open, ...): execute the program alone.
  local function missing(owner, known)
    return setmetatable(owner, { __index = function(_, name)
      if known[name] ~= nil then odd = true end
      return nil
    end })
  end
  missing(env, _G) missing(env.io, io) missing(env.os, os)
  env.load = function(chunk, name, mode, scope)
    return load(chunk, name, mode, scope == nil and env or scope)
  end
  getmetatable('').__index = env.string

  local program, refusal = load(source, '@program.lua', 't', env)
  if not program then return COMPILE_ERROR, '', 'lua5.4: ' .. refusal .. '\n' end
  local fine, failure = xpcall(program, function(reason)
    if reason == EXIT or reason == TOO_MUCH then return reason end
    if type(reason) == 'string' then return reason end
    local meta = getmetatable(reason)
    if meta and meta.__tostring then return tostring(reason) end
    if type(reason) == 'number' then return tostring(reason) end
    return format('(error object is a %s value)', type(reason))
  end)
  if odd then return ODD, '', '' end
  if fine or failure == EXIT then
    return (exit_code or 0) == 0 and OK or RUNTIME_ERROR, concat(parts), ''
  end
  if failure:find('not enough memory', 1, true) or failure:find('stack overflow', 1, true) then return ODD, '', '' end
  return RUNTIME_ERROR, concat(parts), 'lua5.4: ' .. failure .. '\n'
end

local batch = assert(io.open('batch.bin', 'rb'))
local data = batch:read('a')
local position = 1
while position <= #data do
  local length = unpack('<I4', data, position)
  local source = data:sub(position + 4, position + 3 + length)
  position = position + 4 + length
  local status, out, err = run(source)
  stdout:write(pack('<BI4I4', status, #out, #err), out, err)
  stdout:flush()
end
