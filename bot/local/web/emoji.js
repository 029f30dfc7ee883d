// Emoji codes: those the event types use, and the common ones. A name, a space, its character.

const NAMES = `
rocket 🚀 airplane_departure 🛫 footprints 👣 helmet_with_white_cross ⛑️ fishing_pole_and_fish 🎣 satellite 🛰️ satellite_antenna 📡 artillery 💥 boom 💥 collision 💥 radioactive_sign ☢️ radioactive ☢️
biohazard_sign ☣️ atom_symbol ⚛️ handshake 🤝 balloon 🎈 ship 🚢 boat ⛵ ferry ⛴️ anchor ⚓ airplane ✈️
small_airplane 🛩️ helicopter 🚁 drone 🛸 flying_saucer 🛸 crossed_swords ⚔️ shield 🛡️ dagger_knife 🗡️ gun 🔫
bomb 💣 military_medal 🎖️ medal 🏅 dart 🎯 fire 🔥 tank 🪖 military_helmet 🪖 parachute 🪂 rotating_light 🚨
warning ⚠️ no_entry ⛔ no_entry_sign 🚫 stop_sign 🛑 octagonal_sign 🛑 construction 🚧 loudspeaker 📢 mega 📣
speaker 🔈 loud_sound 🔊 sound 🔉 mute 🔇 bell 🔔 no_bell 🔕 red_circle 🔴 large_orange_circle 🟠 orange_circle 🟠
large_yellow_circle 🟡 yellow_circle 🟡 large_green_circle 🟢 green_circle 🟢 large_blue_circle 🔵 blue_circle 🔵
large_purple_circle 🟣 purple_circle 🟣 large_brown_circle 🟤 white_circle ⚪ black_circle ⚫ large_red_square 🟥
large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 white_large_square ⬜
black_large_square ⬛ white_medium_square ◻️ black_medium_square ◼️ small_blue_diamond 🔹
small_orange_diamond 🔸 large_blue_diamond 🔷 large_orange_diamond 🔶 white_check_mark ✅ heavy_check_mark ✔️
ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_multiplication_x ✖️ question ❓
grey_question ❔ exclamation ❗ heavy_exclamation_mark ❗ bangbang ‼️ interrobang ⁉️ information_source ℹ️
heavy_plus_sign ➕ heavy_minus_sign ➖ recycle ♻️ hash #️⃣ 100 💯 newspaper 📰 rolled_up_newspaper 🗞️ scroll 📜
page_facing_up 📄 page_with_curl 📃 memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 bookmark 🔖 bookmark_tabs 📑 books 📚
book 📖 closed_book 📕 card_index 📇 file_folder 📁 open_file_folder 📂 card_file_box 🗃️ label 🏷️ paperclip 📎
pushpin 📌 round_pushpin 📍 link 🔗 mag 🔍 mag_right 🔎 lock 🔒 unlock 🔓 key 🔑 gear ⚙️ wrench 🔧 hammer 🔨
hammer_and_wrench 🛠️ scales ⚖️ balance_scale ⚖️ chains ⛓️ inbox_tray 📥 outbox_tray 📤 package 📦
incoming_envelope 📨 envelope ✉️ email 📧 mailbox 📫 e-mail 📧 calendar 📆 date 📅 spiral_calendar_pad 🗓️
spiral_calendar 🗓️ clock1 🕐 clock8 🕗 alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ hourglass ⌛
hourglass_flowing_sand ⏳ zzz 💤 watch ⌚ mantelpiece_clock 🕰️ chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 bar_chart 📊 moneybag 💰 money_with_wings 💸 dollar 💵 bank 🏦 coin 🪙 computer 💻
desktop_computer 🖥️ floppy_disk 💾 keyboard ⌨️ robot_face 🤖 robot 🤖 bug 🐛 globe_with_meridians 🌐
globe_showing_asia_australia 🌏 earth_asia 🌏 earth_africa 🌍 earth_americas 🌎 world_map 🗺️ compass 🧭 zap ⚡
high_voltage ⚡ electric_plug 🔌 bulb 💡 battery 🔋 telephone ☎️ telephone_receiver 📞 iphone 📱 tv 📺 radio 📻
camera 📷 video_camera 📹 microphone 🎤 studio_microphone 🎙️ microscope 🔬 test_tube 🧪 alembic ⚗️ factory 🏭
building_construction 🏗️ classical_building 🏛️ house 🏠 office 🏢 hospital 🏥 ambulance 🚑 station 🚉
railway_track 🛤️ train 🚆 bullettrain_side 🚄 truck 🚚 car 🚗 bridge_at_night 🌉 fuelpump ⛽ oil_drum 🛢️ wood 🪵
barbed_wire ➰ fence 🚧 flag-kp 🇰🇵 kp 🇰🇵 flag-kr 🇰🇷 kr 🇰🇷 flag-us 🇺🇸 us 🇺🇸 flag-jp 🇯🇵 jp 🇯🇵 flag-cn 🇨🇳 cn 🇨🇳
flag-ru 🇷🇺 ru 🇷🇺 flag-un 🇺🇳 flag-eu 🇪🇺 flag-gb 🇬🇧 gb 🇬🇧 flag-ua 🇺🇦 united_nations 🇺🇳 waving_white_flag 🏳️
white_flag 🏳️ crossed_flags 🎌 triangular_flag_on_post 🚩 checkered_flag 🏁 thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎
wave 👋 raised_hand ✋ hand ✋ ok_hand 👌 clap 👏 pray 🙏 eyes 👀 eye 👁️ speech_balloon 💬 left_speech_bubble 🗨️
thought_balloon 💭 busts_in_silhouette 👥 bust_in_silhouette 👤 office_worker 🧑‍💼 family 👪 people_hugging 🫂
walking 🚶 runner 🏃 running 🏃 guardsman 💂 male-guard 💂 cop 👮 detective 🕵️ sleuth_or_spy 🕵️ crown 👑 star ⭐
star2 🌟 sparkles ✨ tada 🎉 confetti_ball 🎊 trophy 🏆 fireworks 🎆 sparkler 🎇 ribbon 🎀 gift 🎁 heart ❤️
broken_heart 💔 skull 💀 skull_and_crossbones ☠️ coffin ⚰️ dove_of_peace 🕊️ dove 🕊️ rainbow 🌈 cloud ☁️
rain_cloud 🌧️ snowflake ❄️ ocean 🌊 water_wave 🌊 mountain ⛰️ volcano 🌋 droplet 💧 sunny ☀️ sun_with_face 🌞
sunrise 🌅 crescent_moon 🌙 fog 🌫️ tornado 🌪️ seedling 🌱 ear_of_rice 🌾 rice 🍚 bread 🍞 pill 💊 syringe 💉 mask 😷
thermometer 🌡️ slightly_smiling_face 🙂 smile 😄 grinning 😀 joy 😂 neutral_face 😐 thinking_face 🤔 thinking 🤔
sleeping 😴 cry 😢 sob 😭 open_mouth 😮 scream 😱 rage 😡 sunglasses 😎 wink 😉 partying_face 🎉 shrug 🤷
point_right 👉 point_left 👈 point_up ☝️ point_down 👇 arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️
arrow_upper_right ↗️ arrow_lower_right ↘️ left_right_arrow ↔️ arrow_up_down ↕️ arrows_counterclockwise 🔄
arrows_clockwise 🔃 repeat 🔁 rewind ⏪ fast_forward ⏩ arrow_forward ▶️ arrow_backward ◀️
black_square_for_stop ⏹️ double_vertical_bar ⏸️ pause_button ⏸️ back 🔙 soon 🔜 new 🆕 sos 🆘 up 🆙 free 🆓 ok 🆗
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟
`;

const words = NAMES.trim().split(/\s+/);
const known = new Map(words.flatMap((name, i) => (i % 2 ? [] : [[name, words[i + 1]]])));

/** Return the character of an emoji code (without colons), undefined where it is not known. */
export const emoji = (name) => known.get(name);
